package streaming.recording.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import streaming.recording.failure.Rejected;

/**
 * The poster of a recording: a JPEG in its work folder, then an object that is called like its MP4. While the recording
 * is being made, another JPEG in its work folder, of what was captured last.
 */
public final class Posters {

    private static final String FILE = "poster.jpg";
    private static final String LIVE = "live.jpg";
    /** How long a live picture counts as the newest. */
    private static final Duration FRESH = Duration.ofSeconds(60);
    /**
     * Who waits holds a thread of the HTTP server; with the one whose turn it is, as many as a browser has connections.
     */
    private static final int MOST_WAITING = 5;

    private static final long PATIENCE_SECONDS = 2;
    /** Of ffmpeg. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** The same while a client waits. */
    private static final Duration LIVE_PATIENCE = Duration.ofSeconds(10);

    private final S3Client s3;
    private final String bucket;
    private final Path workFolder;
    private final Clock clock;
    private final Semaphore turn = new Semaphore(1, true);

    public Posters(S3Client s3, String bucket, Path workFolder, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.workFolder = workFolder;
        this.clock = clock;
    }

    /** The picture that a poster is. @param file of a segment, in the work folder */
    public Picture picture(PosterJob job, String file) {
        return picture(job.folder(), file, PATIENCE);
    }

    private Picture picture(String folder, String file, Duration patience) {
        return new Picture(file(folder, file), workFolder.resolve(folder).toString(), patience.toMillis());
    }

    /** Keeps what ffmpeg gave, whole or not at all. */
    public void keep(PosterJob job, byte[] jpeg) throws IOException {
        keep(file(job.folder(), FILE), jpeg);
    }

    /** The same with a live picture. */
    public void keepLive(PosterJob job, byte[] jpeg) throws IOException {
        keep(file(job.folder(), LIVE), jpeg);
    }

    private static void keep(Path file, byte[] jpeg) throws IOException {
        if (jpeg.length == 0) {
            throw new IOException("ffmpeg found no picture");
        }
        Path part = file.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            Files.write(part, jpeg);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Whether the live picture of a recording is too old, or there is none. */
    public boolean isDue(PosterJob job) throws IOException {
        try {
            return Files.getLastModifiedTime(file(job.folder(), LIVE))
                    .toInstant()
                    .isBefore(clock.instant().minus(FRESH));
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /**
     * Begins a live picture. One is made at a time, so that a list of many live recordings costs little and a flood of
     * requests nothing; {@link #end} must follow when it has begun.
     *
     * @param file of newest-video-segment.sql; null when there is none
     * @return what is to be taken; null when there is no segment here, or others have their turn
     */
    public Picture begin(PosterJob job, String file) throws InterruptedException {
        Picture picture = file == null ? null : picture(job.folder(), file, LIVE_PATIENCE);
        if (picture == null
                || !Files.exists(picture.segment())
                || turn.getQueueLength() >= MOST_WAITING
                || !turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            return null;
        }
        try {
            if (isDue(job)) {
                // one that cannot be made is not due again at once either
                attempted(file(job.folder(), LIVE));
                return picture;
            }
        } catch (IOException e) {
            // the disk is full, or the folder is being deleted: there is the picture that there was, if any
        }
        end();
        return null;
    }

    private void attempted(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        } catch (NoSuchFileException e) {
            Files.createFile(file);
        }
    }

    /** A live picture was made, or could not be. */
    public void end() {
        turn.release();
    }

    /** @return the live picture; null when there is none yet */
    public byte[] live(PosterJob job) throws IOException {
        try {
            byte[] jpeg = Files.readAllBytes(file(job.folder(), LIVE));
            return jpeg.length == 0 ? null : jpeg;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Puts the poster beside the MP4, unless there is an object of that name already.
     *
     * @return name of the poster's object; null when there is no poster, or its name is another's
     */
    public String upload(PosterJob job) {
        String mp4 = job.objectName();
        String name = mp4.substring(0, mp4.lastIndexOf('.')) + ".jpg";
        try {
            s3.putObject(
                    put -> put.bucket(bucket)
                            .key(name)
                            .contentType("image/jpeg")
                            .ifNoneMatch("*")
                            .metadata(Map.of(RecordingStore.RECORDING_ID, job.recordingId())),
                    RequestBody.fromBytes(Files.readAllBytes(file(job.folder(), FILE))));
            return name;
        } catch (S3Exception e) {
            if (e.statusCode() != 412 && e.statusCode() != 409) {
                throw e;
            }
            Map<String, String> stored =
                    s3.headObject(head -> head.bucket(bucket).key(name)).metadata();
            return job.recordingId().equals(stored.get(RecordingStore.RECORDING_ID)) ? name : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * @param recording null when there is no such recording
     * @throws Rejected with status 404 when there is no recording or no poster
     */
    public byte[] read(StoredRecording recording) {
        String name = recording == null ? null : recording.posterName();
        if (name == null) {
            throw new Rejected(404, recording == null ? "Recording not found" : "Recording has no poster");
        }
        try {
            return s3.getObjectAsBytes(get -> get.bucket(bucket).key(name)).asByteArray();
        } catch (NoSuchKeyException e) {
            throw new Rejected(404, "Recording has no poster");
        }
    }

    private Path file(String folder, String name) {
        return workFolder.resolve(folder).resolve(name);
    }
}
