package streaming.recording.storage;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Puts one MP4 into a bucket where there is none of that name: small ones at once, large ones in parts. */
final class ObjectUpload {

    /** Where the bytes come from; asked for anew when the SDK tries a part again. */
    interface Source {
        /** @param position of the first byte; @param length in bytes */
        InputStream open(long position, long length);
    }

    /** Larger objects go up in parts of this many bytes, each tried again by itself; 10,000 parts are 640 GB. */
    static final long PART = 64L << 20;

    private static final String TYPE = "video/mp4";

    private final S3Client s3;
    private final String bucket;
    private final MultipartUploads uploads;

    ObjectUpload(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
        uploads = new MultipartUploads(s3, bucket);
    }

    /**
     * @throws software.amazon.awssdk.services.s3.model.S3Exception with status 412 or 409 when there is an object of
     *     that name
     */
    void put(String name, Map<String, String> metadata, long size, Source source) {
        if (size <= PART) {
            s3.putObject(
                    request -> request.bucket(bucket)
                            .key(name)
                            .contentType(TYPE)
                            .metadata(metadata)
                            .ifNoneMatch("*"),
                    body(source, 0, size));
            return;
        }
        // one that a crash left behind is aborted
        String upload =
                uploads.begin(name, metadata.get(RecordingStore.RECORDING_ID)).id();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long position = 0; position < size; position += PART) {
                parts.add(
                        part(name, upload, parts.size() + 1, body(source, position, Math.min(PART, size - position))));
            }
            s3.completeMultipartUpload(request -> request.bucket(bucket)
                    .key(name)
                    .uploadId(upload)
                    .ifNoneMatch("*")
                    .multipartUpload(completed -> completed.parts(parts)));
        } catch (RuntimeException e) {
            uploads.abort(name, upload, e);
            throw e;
        }
    }

    private CompletedPart part(String name, String upload, int number, RequestBody body) {
        String etag = s3.uploadPart(
                        request -> request.bucket(bucket)
                                .key(name)
                                .uploadId(upload)
                                .partNumber(number),
                        body)
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** A provider and not a stream: the SDK reads the bytes anew for each of its own retries. */
    private static RequestBody body(Source source, long position, long length) {
        return RequestBody.fromContentProvider(() -> source.open(position, length), length, TYPE);
    }
}
