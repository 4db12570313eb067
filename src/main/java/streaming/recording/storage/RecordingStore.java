package streaming.recording.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import streaming.recording.CannotNow;

/**
 * The bucket of finished MP4s. An object is put only where none is, carries the id of its recording, and counts as stored
 * when a HEAD says that it is ours and as long as the file.
 */
public final class RecordingStore {

    /** The object under a reserved name is not ours: another name must be reserved. */
    public static final class NameTaken extends CannotNow {
        public NameTaken(String name) {
            super("the bucket holds another object as " + name);
        }
    }

    private static final String RECORDING_ID = "recording-id";
    /** Larger files go up in parts of this many bytes, each tried again by itself; 10,000 parts are 640 GB. */
    private static final long PART = 64L << 20;

    private final S3Client s3;
    private final String bucket;

    public RecordingStore(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * @param name of reserve-object-name.sql; null when another instance took the recording over
     * @return the object's name
     */
    public String reserved(String name) {
        if (name == null) {
            throw new CannotNow("another instance works on this recording");
        }
        return name;
    }

    /**
     * Uploads and verifies. That the object is there already, and ours, means that an earlier attempt got through.
     *
     * @return the object's ETag
     * @throws NameTaken when there is an object of that name that is not ours
     * @throws CannotNow when what is stored is not what was sent
     */
    public String upload(String name, String recordingId, Path file) throws IOException {
        long size = Files.size(file);
        if (head(name).isEmpty()) {
            try {
                put(name, recordingId, file, size);
            } catch (S3Exception e) {
                if (e.statusCode() != 412 && e.statusCode() != 409) {
                    throw e;
                }
            }
        }
        HeadObjectResponse stored = head(name).orElseThrow(() -> new CannotNow(name + " is not in the bucket after its upload"));
        if (!recordingId.equals(stored.metadata().get(RECORDING_ID))) {
            throw new NameTaken(name);
        }
        if (stored.contentLength() != size) {
            s3.deleteObject(request -> request.bucket(bucket).key(name));
            throw new CannotNow(name + " has " + stored.contentLength() + " bytes in the bucket, not " + size + ": deleted, to be uploaded again");
        }
        return stored.eTag();
    }

    private void put(String name, String recordingId, Path file, long size) throws IOException {
        Map<String, String> metadata = Map.of(RECORDING_ID, recordingId);
        if (size <= PART) {
            s3.putObject(request -> request.bucket(bucket).key(name).contentType("video/mp4").metadata(metadata)
                    .ifNoneMatch("*"), RequestBody.fromFile(file));
            return;
        }
        String upload = s3.createMultipartUpload(request -> request.bucket(bucket).key(name).contentType("video/mp4")
                .metadata(metadata)).uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long position = 0; position < size; position += PART) {
                parts.add(part(name, upload, parts.size() + 1, file, position, Math.min(PART, size - position)));
            }
            s3.completeMultipartUpload(request -> request.bucket(bucket).key(name).uploadId(upload).ifNoneMatch("*")
                    .multipartUpload(completed -> completed.parts(parts)));
        } catch (RuntimeException | IOException e) {
            s3.abortMultipartUpload(request -> request.bucket(bucket).key(name).uploadId(upload));
            throw e;
        }
    }

    private CompletedPart part(String name, String upload, int number, Path file, long position, long length)
            throws IOException {
        // a provider and not a stream: the SDK reads the part anew for each of its own retries
        RequestBody body = RequestBody.fromContentProvider(() -> slice(file, position, length), length, "video/mp4");
        String etag = s3.uploadPart(request -> request.bucket(bucket).key(name).uploadId(upload).partNumber(number)
                .contentLength(length), body).eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private static java.io.InputStream slice(Path file, long position, long length) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ).position(position);
            return org.apache.commons.io.input.BoundedInputStream.builder()
                    .setInputStream(java.nio.channels.Channels.newInputStream(channel)).setMaxCount(length).get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<HeadObjectResponse> head(String name) {
        try {
            return Optional.of(s3.headObject(request -> request.bucket(bucket).key(name)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }
}
