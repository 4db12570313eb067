package streaming.recording.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Compares what the rows say with what is in the bucket and in the work folder. What it repairs loses nothing: uploads
 * that nobody can finish, posters without a recording, folders that nothing knows and nothing has touched for
 * KEEP_FAILED.
 */
public final class Reconciliation {

    /**
     * Something that does not agree.
     *
     * @param name of the object, the folder, or the object of an upload
     * @param says what is wrong, for a person
     * @param repair what is done about it; null when a person must decide
     * @param upload id of a multipart upload, else null
     */
    public record Finding(String kind, String recordingId, String name, String says, String repair, String upload) {}

    private static final ObjectMapper JSON =
            new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    /** No upload of ours takes longer, but for that of a live recording, which is left alone whatever its age. */
    private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);

    private final S3Client s3;
    private final String bucket;
    private final Path workFolder;
    private final WorkFolders workFolders;
    private final Duration keepFolders;
    private final Clock clock;

    /** @param keepFolders how long a folder that nothing knows stays after its last change */
    public Reconciliation(
            S3Client s3, String bucket, Path workFolder, WorkFolders workFolders, Duration keepFolders, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.workFolder = workFolder;
        this.workFolders = workFolders;
        this.keepFolders = keepFolders;
        this.clock = clock;
    }

    /** @return the JSON of POST /maintenance/reconcile */
    public static String answer(List<Finding> findings, boolean dryRun) {
        try {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("dry_run", dryRun);
            answer.put(
                    "repaired",
                    dryRun
                            ? 0
                            : findings.stream()
                                    .filter(finding -> finding.repair() != null)
                                    .count());
            answer.put("findings", findings);
            return JSON.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param rows of reconcile-rows.sql, read before the bucket is looked through: what comes meanwhile is no finding
     */
    public List<Finding> find(List<KnownRecording> rows) throws IOException {
        Map<String, Long> objects = new HashMap<>();
        s3.listObjectsV2Paginator(list -> list.bucket(bucket))
                .contents()
                .forEach(object -> objects.put(object.key(), object.size()));
        List<Finding> findings = new ArrayList<>();
        Set<String> known = new HashSet<>();
        rows.forEach(row -> compare(row, objects, known, findings));
        objects.keySet().stream()
                .filter(key -> !known.contains(key))
                .sorted()
                .forEach(key -> unknown(key, rows, findings));
        uploads(rows, findings);
        folders(rows, findings);
        return findings;
    }

    private void compare(KnownRecording row, Map<String, Long> objects, Set<String> known, List<Finding> findings) {
        String id = row.recordingId();
        String path = row.filePath();
        if (row.stuck() != null) {
            findings.add(new Finding(
                    "state-stuck",
                    id,
                    row.streamKey(),
                    row.stuck(),
                    row.streamKey() == null ? null : "ended, what was captured is joined",
                    null));
        }
        if (path != null && path.startsWith(bucket + "/")) {
            String name = path.substring(bucket.length() + 1);
            known.add(name);
            Long size = objects.get(name);
            if (size == null) {
                findings.add(new Finding(
                        "object-missing",
                        id,
                        name,
                        "the recording is completed and its object is not in the bucket",
                        null,
                        null));
            } else if (row.fileSize() != null && !row.fileSize().equals(size)) {
                findings.add(new Finding(
                        "object-differs",
                        id,
                        name,
                        "the object has " + size + " bytes, the row says " + row.fileSize(),
                        null,
                        null));
            }
        }
        String poster = row.posterName();
        if (poster != null) {
            known.add(poster);
            if (!objects.containsKey(poster)) {
                findings.add(new Finding(
                        "poster-missing", id, poster, "the poster is not in the bucket", "forgotten", null));
            }
        }
    }

    private void unknown(String key, List<KnownRecording> rows, List<Finding> findings) {
        try {
            String id = s3.headObject(head -> head.bucket(bucket).key(key))
                    .metadata()
                    .get(RecordingStore.RECORDING_ID);
            boolean exists = rows.stream().anyMatch(row -> row.recordingId().equals(id));
            boolean over = rows.stream()
                    .anyMatch(
                            row -> row.recordingId().equals(id) && row.status().equals("completed"));
            if (id == null) {
                findings.add(new Finding(
                        "object-unknown",
                        null,
                        key,
                        "it is not ours: no recording's id is in its metadata",
                        null,
                        null));
            } else if (!exists) {
                findings.add(new Finding(
                        "object-unknown",
                        id,
                        key,
                        "its recording is gone",
                        key.endsWith(".jpg") ? "deleted" : null,
                        null));
            } else if (over) {
                findings.add(new Finding("object-unknown", id, key, "its recording names another object", null, null));
            }
        } catch (NoSuchKeyException e) {
            // deleted since it was listed
        }
    }

    private void uploads(List<KnownRecording> rows, List<Finding> findings) {
        Set<String> underWay = rows.stream()
                .filter(row -> row.status().equals("recording") || row.status().equals("processing"))
                .map(row -> row.streamKey())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Instant old = clock.instant().minus(LONGEST_UPLOAD);
        for (MultipartUpload upload :
                s3.listMultipartUploads(list -> list.bucket(bucket)).uploads()) {
            if (underWay.stream().noneMatch(upload.key()::startsWith)) {
                boolean leaked =
                        upload.initiated() != null && upload.initiated().isBefore(old);
                findings.add(new Finding(
                        "upload-unfinished",
                        null,
                        upload.key(),
                        "begun at " + upload.initiated() + ", and no recording under way has this name",
                        leaked ? "aborted" : null,
                        upload.uploadId()));
            }
        }
    }

    private void folders(List<KnownRecording> rows, List<Finding> findings) throws IOException {
        if (!Files.isDirectory(workFolder)) {
            return;
        }
        Set<String> known =
                rows.stream().map(row -> row.folder()).filter(Objects::nonNull).collect(Collectors.toSet());
        try (Stream<Path> folders = Files.list(workFolder)) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                String name = folder.getFileName().toString();
                if (!known.contains(name) && !name.startsWith(".") && !workFolders.isTaken(folder)) {
                    Instant touched = touched(folder);
                    findings.add(new Finding(
                            "folder-unknown",
                            null,
                            name,
                            "no recording has this folder; last changed at " + touched,
                            touched.isBefore(clock.instant().minus(keepFolders)) ? "deleted" : null,
                            null));
                }
            }
        }
    }

    private static Instant touched(Path folder) throws IOException {
        Instant latest = Instant.EPOCH;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Instant time = Files.getLastModifiedTime(file).toInstant();
                latest = time.isAfter(latest) ? time : latest;
            }
        }
        return latest;
    }

    /** Repairs what is not in a row. */
    public void repair(Finding finding) throws IOException {
        switch (finding.kind()) {
            case "object-unknown" ->
                s3.deleteObject(delete -> delete.bucket(bucket).key(finding.name()));
            case "upload-unfinished" ->
                s3.abortMultipartUpload(
                        abort -> abort.bucket(bucket).key(finding.name()).uploadId(finding.upload()));
            case "folder-unknown" -> {
                if (workFolders.isTaken(finding.name())) {
                    return;
                }
                try (Stream<Path> files = Files.walk(workFolder.resolve(finding.name()))) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            default -> throw new IllegalArgumentException(finding.kind());
        }
    }
}
