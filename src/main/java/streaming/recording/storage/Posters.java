package streaming.recording.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import streaming.recording.Refused;

/** The poster of a recording: a JPEG in its work folder, then an object that is called like its MP4. */
public final class Posters {

    private static final String FILE = "poster.jpg";

    private final S3Client s3;
    private final String bucket;
    private final Path workFolder;

    public Posters(S3Client s3, String bucket, Path workFolder) {
        this.s3 = s3;
        this.bucket = bucket;
        this.workFolder = workFolder;
    }

    /** @param folder of a recording, as in recording_capture */
    public boolean isMade(String folder) {
        return Files.exists(file(folder));
    }

    /** @param file of middle-segment.sql */
    public Path source(String folder, String file) {
        return workFolder.resolve(folder).resolve(file);
    }

    /** Keeps what ffmpeg gave, whole or not at all. */
    public void keep(String folder, byte[] jpeg) throws IOException {
        if (jpeg.length == 0) {
            throw new IOException("ffmpeg found no picture");
        }
        Path part = workFolder.resolve(folder).resolve("." + UUID.randomUUID() + ".part");
        try {
            Files.write(part, jpeg);
            Files.move(part, file(folder), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Puts the poster beside the MP4, unless there is an object of that name already.
     *
     * @param mp4 name of the MP4's object
     * @return name of the poster's object; null when there is no poster, or its name is another's
     */
    public String upload(String folder, String mp4, String recordingId) {
        String name = mp4.substring(0, mp4.lastIndexOf('.')) + ".jpg";
        try {
            s3.putObject(put -> put.bucket(bucket).key(name).contentType("image/jpeg").ifNoneMatch("*")
                    .metadata(Map.of(RecordingStore.RECORDING_ID, recordingId)), RequestBody.fromBytes(Files.readAllBytes(file(folder))));
            return name;
        } catch (S3Exception e) {
            if (e.statusCode() != 412 && e.statusCode() != 409) {
                throw e;
            }
            Map<String, String> stored = s3.headObject(head -> head.bucket(bucket).key(name)).metadata();
            return recordingId.equals(stored.get(RecordingStore.RECORDING_ID)) ? name : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * @param row of get-object.sql; null when there is no such recording
     * @throws Refused with status 404 when there is no recording or no poster
     */
    public byte[] read(Map<String, Object> row) {
        Object name = row == null ? null : row.get("poster_name");
        if (name == null) {
            throw new Refused(404, row == null ? "Recording not found" : "Recording has no poster");
        }
        try {
            return s3.getObjectAsBytes(get -> get.bucket(bucket).key(name.toString())).asByteArray();
        } catch (NoSuchKeyException e) {
            throw new Refused(404, "Recording has no poster");
        }
    }

    private Path file(String folder) {
        return workFolder.resolve(folder).resolve(FILE);
    }
}
