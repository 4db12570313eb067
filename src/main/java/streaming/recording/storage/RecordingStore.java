package streaming.recording.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import streaming.recording.failure.CannotNow;

/**
 * The bucket of finished MP4s. An object is put only where none is, and carries the ids of its recording and of the
 * attempt that made it. One that carries the id of the recording is never deleted here, nor replaced: it may be the MP4
 * of an instance that took the recording over, or one that holds more than ours.
 */
public final class RecordingStore {

    /** The object under a reserved name is not the MP4 that is to be there: another name must be reserved. */
    public static final class NameTaken extends CannotNow {
        NameTaken(String name) {
            this(name, "another object");
        }

        /** @param what the bucket holds under the name */
        public NameTaken(String name, String what) {
            super("name-taken", "the bucket holds " + what + ", as " + name);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger("recording.storage");
    /** Of the metadata of each of our objects. */
    static final String RECORDING_ID = "recording-id";
    /** The same: which attempt to finish the recording put it there. */
    static final String ATTEMPT = "attempt";

    private final S3Client s3;
    private final String bucket;
    private final MultipartUploads uploads;
    private final long part;

    /**
     * @param part bytes; larger files go up in parts of so many, or more when there would be too many, each tried again
     *     by itself
     */
    public RecordingStore(S3Client s3, String bucket, long part) {
        this.s3 = s3;
        this.bucket = bucket;
        this.uploads = new MultipartUploads(s3, bucket);
        this.part = part;
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

    /** Bucket and name of an object, as the row of its recording has it. */
    public String path(String name) {
        return bucket + "/" + name;
    }

    /**
     * Uploads, unless there is an object of that name already.
     *
     * @return what the bucket has then; whether it is what was sent is for the caller to judge
     * @throws NameTaken when there is an object of that name that is not ours
     */
    public StoredMp4 upload(String name, String recordingId, String attempt, Path file) throws IOException {
        long size = Files.size(file);
        if (head(name).isEmpty()) {
            uploads.abandon(name);
            try {
                // sent once and at once: a checksum of our own would be one more pass over all of it
                uploads.put(
                        name,
                        metadata(recordingId, attempt),
                        size,
                        part,
                        (position, length) -> FilePart.open(file, position, length));
            } catch (S3Exception e) {
                if (e.statusCode() != 412 && e.statusCode() != 409) {
                    throw e;
                }
            }
        }
        return ours(name, recordingId);
    }

    static Map<String, String> metadata(String recordingId, String attempt) {
        return Map.of(RECORDING_ID, recordingId, ATTEMPT, attempt);
    }

    private StoredMp4 ours(String name, String recordingId) {
        HeadObjectResponse stored =
                head(name).orElseThrow(() -> new CannotNow(name + " is not in the bucket after its upload"));
        if (!recordingId.equals(stored.metadata().get(RECORDING_ID))) {
            throw new NameTaken(name);
        }
        return new StoredMp4(
                name, stored.eTag(), stored.contentLength(), stored.metadata().get(ATTEMPT));
    }

    /**
     * Frees what unfinished uploads under this name hold in the store. Only for who holds the recording: another
     * instance may be uploading.
     */
    public void abandonUploads(String name) {
        uploads.abandon(name);
    }

    /**
     * Deletes the MP4 or the poster of a recording; an object that is not ours stays, and that there is none is no
     * error.
     *
     * @param name empty when the recording never had one
     */
    public void delete(String name, String recordingId) {
        Optional<HeadObjectResponse> stored = name.isEmpty() ? Optional.empty() : head(name);
        if (stored.isPresent() && !recordingId.equals(stored.get().metadata().get(RECORDING_ID))) {
            LOG.warn("Object not deleted, it is not ours: {}/{} recording={}", bucket, name, recordingId);
        } else if (stored.isPresent()) {
            s3.deleteObject(request -> request.bucket(bucket).key(name));
        }
    }

    /**
     * Is the object still what was verified when its recording was completed?
     *
     * @param filePath of the recording: bucket and name
     * @throws CannotNow when it is not
     */
    public void verify(String filePath, String recordingId, long size) {
        String name = filePath.substring(filePath.indexOf('/') + 1);
        boolean same = filePath.equals(bucket + "/" + name)
                && head(name)
                        .filter(stored -> stored.contentLength() == size
                                && recordingId.equals(stored.metadata().get(RECORDING_ID)))
                        .isPresent();
        if (!same) {
            throw new CannotNow(filePath + " is not in the bucket as it was when the recording was completed");
        }
    }

    /**
     * Completes the upload of an MP4 that went up while its stream was live.
     *
     * @param parts all of it, in their order
     * @param size of the MP4, bytes
     * @return what the bucket has then; whether it is what was sent is for the caller to judge
     * @throws NameTaken when there is an object of that name that is not ours
     * @throws CannotNow when the store refuses it
     */
    public StoredMp4 complete(MultipartUploads.Upload upload, List<FilePart.Stored> parts, long size) {
        long sent = parts.stream().mapToLong(FilePart.Stored::length).sum();
        if (sent != size) {
            throw new CannotNow("the parts of " + upload.name() + " have " + sent + " bytes, the MP4 has " + size);
        }
        long from = System.nanoTime();
        try {
            uploads.complete(upload, parts);
            LOG.info(
                    "Upload completed: {}/{} parts={} ms={}",
                    bucket,
                    upload.name(),
                    parts.size(),
                    (System.nanoTime() - from) / 1_000_000);
        } catch (S3Exception e) {
            // 404: an earlier try got through, or the upload is gone; 409, 412: there is an object already
            if (e.statusCode() == 400) {
                throw new CannotNow("the store refuses the parts of " + upload.name() + ": " + e.getMessage(), e);
            }
            if (e.statusCode() != 404 && e.statusCode() != 409 && e.statusCode() != 412) {
                throw e;
            }
        }
        return ours(upload.name(), upload.recordingId());
    }

    /**
     * Whether an earlier attempt got through, and nobody heard it.
     *
     * @param size of the MP4, bytes
     * @return the object's ETag; null when there is no object of that name, of this recording and of that size
     */
    public String stored(String name, String recordingId, long size) {
        return head(name)
                .filter(object ->
                        recordingId.equals(object.metadata().get(RECORDING_ID)) && object.contentLength() == size)
                .map(HeadObjectResponse::eTag)
                .orElse(null);
    }

    /** The MP4 of this recording that an earlier attempt put there; null when there is none under this name. */
    public StoredMp4 earlier(String name, String recordingId) {
        return head(name)
                .filter(object -> recordingId.equals(object.metadata().get(RECORDING_ID)))
                .map(object -> new StoredMp4(
                        name,
                        object.eTag(),
                        object.contentLength(),
                        object.metadata().get(ATTEMPT)))
                .orElse(null);
    }

    private Optional<HeadObjectResponse> head(String name) {
        try {
            return Optional.of(s3.headObject(request -> request.bucket(bucket).key(name)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }
}
