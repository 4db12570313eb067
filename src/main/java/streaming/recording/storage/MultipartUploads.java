package streaming.recording.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import streaming.recording.failure.CannotNow;

/**
 * Objects that go into the bucket of finished MP4s in parts, in any order (S3, "Multipart upload"). A part with an MD5
 * is checked against it by the store when it arrives.
 */
public final class MultipartUploads {

    private static final Logger LOG = LoggerFactory.getLogger("recording.storage");

    private final S3Client s3;
    private final String bucket;

    public MultipartUploads(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * @param name of the object
     * @param parts that the store has, from before a restart
     */
    public record Upload(String name, String id, List<FilePart.Stored> parts) {}

    /**
     * Begins an upload. Another one under this name, which is reserved for us, was left behind by a crash, and is
     * aborted.
     */
    public Upload begin(String name, String recordingId) {
        abandoned(name).forEach(upload -> abort(name, upload.uploadId()));
        return new Upload(
                name,
                s3.createMultipartUpload(request -> request.bucket(bucket)
                                .key(name)
                                .contentType("video/mp4")
                                .metadata(Map.of(RecordingStore.RECORDING_ID, recordingId)))
                        .uploadId(),
                List.of());
    }

    /**
     * Parts of uploads that came to nothing are stored, invisible, and paid for. Only we upload under this name. A
     * store that does not answer now is asked again after the next attempt.
     */
    void abandon(String name) {
        try {
            abandoned(name).forEach(upload -> {
                abort(name, upload.uploadId());
                LOG.info("Unfinished upload abandoned: {}", name);
            });
        } catch (SdkException e) {
            LOG.warn(
                    "Whether unfinished uploads of {} are left in the bucket cannot be seen: {}", name, e.getMessage());
        }
    }

    private List<MultipartUpload> abandoned(String name) {
        try {
            return s3.listMultipartUploads(request -> request.bucket(bucket).prefix(name)).uploads().stream()
                    .filter(upload -> upload.key().equals(name))
                    .toList();
        } catch (S3Exception e) {
            if (e.statusCode() == 400 || e.statusCode() == 501) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * @param kept what begin-live-upload.sql gave: null when another instance took the recording over
     * @throws CannotNow then; the upload is aborted
     */
    public void claimed(Upload upload, Object kept) {
        if (kept == null) {
            abort(upload.name(), upload.id());
            throw new CannotNow("another instance works on this recording");
        }
    }

    /**
     * Carries an upload on.
     *
     * @param rows of load-live-upload.sql
     * @return with those of the parts that the store has as they were sent
     * @throws CannotNow when the store does not know the upload
     */
    public Upload resume(List<Map<String, Object>> rows) {
        String name = (String) rows.get(0).get("object_name");
        String id = (String) rows.get(0).get("live_upload");
        Map<Integer, Part> there = new HashMap<>();
        try {
            s3.listPartsPaginator(request -> request.bucket(bucket).key(name).uploadId(id))
                    .parts()
                    .forEach(part -> there.put(part.partNumber(), part));
        } catch (NoSuchUploadException e) {
            throw new CannotNow("the store has no multipart upload " + id + " of " + name);
        }
        List<FilePart.Stored> kept = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            Part part = row.get("number") == null ? null : there.get((Integer) row.get("number"));
            if (part != null
                    && part.eTag().equals(row.get("etag"))
                    && part.size().equals(row.get("size"))) {
                kept.add(new FilePart.Stored(part.partNumber(), part.size(), (String) row.get("md5"), part.eTag()));
            }
        }
        return new Upload(name, id, kept);
    }

    /** @return the part's ETag */
    public String put(Upload upload, FilePart part) {
        // a provider and not a stream: the SDK reads the part anew for each of its own retries
        RequestBody body = RequestBody.fromContentProvider(
                () -> {
                    try {
                        return part.open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                part.length(),
                "video/mp4");
        return s3.uploadPart(
                        request -> request.bucket(bucket)
                                .key(upload.name())
                                .uploadId(upload.id())
                                .partNumber(part.number())
                                .contentLength(part.length())
                                .contentMD5(
                                        part.md5() == null
                                                ? null
                                                : Base64.getEncoder()
                                                        .encodeToString(
                                                                HexFormat.of().parseHex(part.md5()))),
                        body)
                .eTag();
    }

    /** Makes the object, unless there is one of its name. @param parts in their order */
    void complete(Upload upload, List<FilePart.Stored> parts) {
        s3.completeMultipartUpload(request -> request.bucket(bucket)
                .key(upload.name())
                .uploadId(upload.id())
                .ifNoneMatch("*")
                .multipartUpload(completed -> completed.parts(parts.stream()
                        .map(part -> CompletedPart.builder()
                                .partNumber(part.number())
                                .eTag(part.etag())
                                .build())
                        .toList())));
    }

    /** The same after a failure, to which it adds that the store does not answer: then the next attempt aborts it. */
    void abort(String name, String id, RuntimeException failure) {
        try {
            abort(name, id);
        } catch (SdkException still) {
            failure.addSuppressed(still);
        }
    }

    /** Frees what the store holds of an upload; one that is no more is left alone. */
    public void abort(String name, String id) {
        try {
            s3.abortMultipartUpload(request -> request.bucket(bucket).key(name).uploadId(id));
        } catch (NoSuchUploadException e) {
            // completed, or aborted before
        }
    }
}
