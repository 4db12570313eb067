package streaming.recording.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * Objects that go into a bucket in parts, in any order (S3, "Multipart upload"), each tried again by itself. A part
 * with an MD5 is checked against it by the store when it arrives. No object of the same name is ever replaced.
 */
public final class MultipartUploads {

    /** Where the bytes of an object come from; asked for anew when the SDK tries a part again. */
    interface Source {
        /** @param position of the first byte; @param length in bytes */
        InputStream open(long position, long length) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger("recording.storage");
    private static final String TYPE = "video/mp4";
    /** The attempt of an upload that grows with its stream: a recording has one, whichever instances carry it on. */
    public static final String LIVE = "live";
    /** The most that S3 takes of one object. */
    private static final int MOST_PARTS = 10_000;
    /** Of one object: one connection does not fill the line. */
    private static final int AT_ONCE = 4;

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
    public record Upload(String recordingId, String name, String id, List<FilePart.Stored> parts) {}

    /**
     * Puts an object of known length into the bucket: a small one at once, a larger one in parts.
     *
     * @param metadata of the object
     * @param part bytes of a part; more when there would be too many parts
     * @throws S3Exception with status 412 or 409 when there is an object of that name
     */
    void put(String name, Map<String, String> metadata, long size, long part, Source source) {
        if (size <= part) {
            s3.putObject(
                    request -> request.bucket(bucket)
                            .key(name)
                            .contentType(TYPE)
                            .metadata(metadata)
                            .ifNoneMatch("*"),
                    body(source, 0, size));
            return;
        }
        Upload upload = begin(name, metadata);
        try {
            complete(upload, putParts(upload, size, Math.max(part, size / MOST_PARTS + 1), source));
        } catch (RuntimeException e) {
            abort(name, upload.id(), e);
            throw e;
        }
    }

    /** None is on its way any more when this returns or throws: what comes after an abort would stay in the store. */
    private List<FilePart.Stored> putParts(Upload upload, long size, long length, Source source) {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<FilePart.Stored>> sent = new ArrayList<>();
            AtomicBoolean failed = new AtomicBoolean();
            for (long position = 0; position < size; position += length) {
                int number = sent.size() + 1;
                long from = position;
                long bytes = Math.min(length, size - position);
                sent.add(workers.submit(() -> {
                    if (failed.get()) {
                        throw new CannotNow("another part of " + upload.name() + " failed");
                    }
                    boolean stored = false;
                    try {
                        String etag = put(upload, number, bytes, null, body(source, from, bytes));
                        stored = true;
                        return new FilePart.Stored(number, bytes, null, etag);
                    } finally {
                        failed.compareAndSet(false, !stored);
                    }
                }));
            }
            return all(sent);
        } finally {
            workers.shutdownNow();
        }
    }

    private static List<FilePart.Stored> all(List<Future<FilePart.Stored>> sent) {
        List<FilePart.Stored> parts = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<FilePart.Stored> next : sent) {
            try {
                parts.add(next.get());
            } catch (ExecutionException e) {
                RuntimeException cause =
                        e.getCause() instanceof RuntimeException known ? known : new CompletionException(e.getCause());
                // that another one failed is no reason
                failure = failure == null || failure instanceof CannotNow ? cause : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CannotNow("the upload was interrupted", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return parts;
    }

    /**
     * Begins the upload of a live recording. Another one under this name, which is reserved for us, was left behind by
     * a crash, and is aborted.
     */
    public Upload begin(String name, String recordingId) {
        return begin(name, RecordingStore.metadata(recordingId, LIVE));
    }

    private Upload begin(String name, Map<String, String> metadata) {
        abandoned(name).forEach(upload -> abort(name, upload.uploadId()));
        return new Upload(
                metadata.get(RecordingStore.RECORDING_ID),
                name,
                s3.createMultipartUpload(request -> request.bucket(bucket)
                                .key(name)
                                .contentType(TYPE)
                                .metadata(metadata))
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
     * @param kept id of the upload as the database has it: null when another instance took the recording over
     * @return the upload
     * @throws CannotNow then; the upload is aborted
     */
    public Upload claimed(Upload upload, String kept) {
        if (kept == null) {
            abort(upload.name(), upload.id());
            throw new CannotNow("another instance works on this recording");
        }
        return upload;
    }

    /**
     * Carries an upload on.
     *
     * @return with those of the parts that the store has as they were sent
     * @throws CannotNow when the store does not know the upload
     */
    public Upload resume(String recordingId, List<UploadRow> rows) {
        String name = rows.get(0).objectName();
        String id = rows.get(0).liveUpload();
        Map<Integer, Part> there = new HashMap<>();
        try {
            s3.listPartsPaginator(request -> request.bucket(bucket).key(name).uploadId(id))
                    .parts()
                    .forEach(part -> there.put(part.partNumber(), part));
        } catch (NoSuchUploadException e) {
            throw new CannotNow("the store has no multipart upload " + id + " of " + name);
        }
        List<FilePart.Stored> kept = new ArrayList<>();
        for (UploadRow row : rows) {
            Part part = row.number() == null ? null : there.get(row.number());
            if (part != null && part.eTag().equals(row.etag()) && part.size().equals(row.size())) {
                kept.add(new FilePart.Stored(part.partNumber(), part.size(), row.md5(), part.eTag()));
            }
        }
        return new Upload(recordingId, name, id, kept);
    }

    /** @return the part's ETag */
    public String put(Upload upload, FilePart part) {
        return put(
                upload,
                part.number(),
                part.length(),
                part.md5(),
                body((position, length) -> part.open(), 0, part.length()));
    }

    private String put(Upload upload, int number, long length, String md5, RequestBody body) {
        String base64 = md5 == null
                ? null
                : Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
        return s3.uploadPart(
                        request -> request.bucket(bucket)
                                .key(upload.name())
                                .uploadId(upload.id())
                                .partNumber(number)
                                .contentLength(length)
                                .contentMD5(base64),
                        body)
                .eTag();
    }

    /** A provider and not a stream: the SDK reads the bytes anew for each of its own retries. */
    private static RequestBody body(Source source, long position, long length) {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return source.open(position, length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                length,
                TYPE);
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

    /** Frees what the store holds of an upload that nobody will complete. */
    public void abort(AbandonedUpload upload) {
        abort(upload.objectName(), upload.liveUpload());
    }

    /** The same after a failure, to which it adds that the store does not answer: then the next attempt aborts it. */
    private void abort(String name, String id, RuntimeException failure) {
        try {
            abort(name, id);
        } catch (SdkException still) {
            failure.addSuppressed(still);
        }
    }

    /** Frees what the store holds of an upload; one that is no more is left alone. */
    private void abort(String name, String id) {
        try {
            s3.abortMultipartUpload(request -> request.bucket(bucket).key(name).uploadId(id));
        } catch (NoSuchUploadException e) {
            // completed, or aborted before
        }
    }
}
