package streaming.recording.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import streaming.recording.failure.CannotNow;

/**
 * A second bucket, here or on another server, that gets a copy of each MP4. A copy counts when it has the length of the
 * MP4 and, read back, its SHA-256. The copy of another recording is never overwritten.
 */
public final class BackupStore {

    /** Larger MP4s are copied in parts of this many bytes, each tried again by itself; 10,000 parts are 640 GB. */
    private static final long PART = 64L << 20;

    private final S3Client s3;
    private final String bucket;
    private final S3Client backup;
    private final String backupBucket;
    private final MultipartUploads uploads;

    /** @param s3 of the MP4s; @param backup of the copies */
    public BackupStore(S3Client s3, String bucket, S3Client backup, String backupBucket) {
        this.s3 = s3;
        this.bucket = bucket;
        this.backup = backup;
        this.backupBucket = backupBucket;
        uploads = new MultipartUploads(backup, backupBucket);
    }

    /**
     * Copies and verifies; a copy that an earlier attempt made is verified only.
     *
     * @param filePath of the recording: bucket and name
     * @param sha256 of the MP4 when it was joined; null when that is not known: then that of the object counts
     * @return the name of the copy
     * @throws CannotNow when the MP4 is not there, or the copy is not what it should be (it is deleted then)
     */
    public String copy(String filePath, String recordingId, String sha256) throws IOException {
        String name = filePath.substring(filePath.indexOf('/') + 1);
        HeadObjectResponse original =
                head(s3, bucket, name).orElseThrow(() -> new CannotNow(filePath + " is not in its bucket"));
        Optional<HeadObjectResponse> there = head(backup, backupBucket, name);
        String copy = there.isEmpty() || isOf(recordingId, there.get())
                ? name
                : name.replaceFirst("(\\.mp4)?$", "-" + recordingId + ".mp4");
        if (head(backup, backupBucket, copy).isEmpty()) {
            uploads.put(
                    copy,
                    Map.of(RecordingStore.RECORDING_ID, recordingId),
                    original.contentLength(),
                    PART,
                    (position, length) -> s3.getObject(get -> get.bucket(bucket)
                            .key(name)
                            .ifMatch(original.eTag())
                            .range("bytes=" + position + "-" + (position + length - 1))));
        }
        long size = head(backup, backupBucket, copy)
                .map(HeadObjectResponse::contentLength)
                .orElse(-1L);
        if (size != original.contentLength()
                || !sha256(backup, backupBucket, copy).equals(sha256 == null ? sha256(s3, bucket, name) : sha256)) {
            backup.deleteObject(request -> request.bucket(backupBucket).key(copy));
            throw new CannotNow("the copy " + backupBucket + "/" + copy
                    + " is not the MP4 that was joined: deleted, to be made again");
        }
        return copy;
    }

    private static boolean isOf(String recordingId, HeadObjectResponse object) {
        return recordingId.equals(object.metadata().get(RecordingStore.RECORDING_ID));
    }

    private static Optional<HeadObjectResponse> head(S3Client s3, String bucket, String name) {
        try {
            return Optional.of(s3.headObject(request -> request.bucket(bucket).key(name)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    private static String sha256(S3Client s3, String bucket, String name) throws IOException {
        try (InputStream object = s3.getObject(get -> get.bucket(bucket).key(name));
                DigestInputStream digest = new DigestInputStream(object, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
