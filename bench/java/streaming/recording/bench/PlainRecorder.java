package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.storage.S3Clients;

/**
 * The rival of the load benchmark: every 10 s it lists each stream, whole, and saves what it has not yet; it knows no
 * database, reads no segment, and loses everything it knows when it stops.
 */
final class PlainRecorder {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private PlainRecorder() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        S3Client s3 = S3Clients.client(
                environment.get("MINIO_ENDPOINT"), false, Rig.ACCESS, Rig.SECRET, Duration.ofSeconds(30), 48, true);
        Path folder = Path.of(environment.get("WORK_DIR"));
        Map<String, Set<String>> saved = new ConcurrentHashMap<>();
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(16);
        for (int i = 0; i < Integer.parseInt(environment.get("STREAMS")); i++) {
            String key = "plain-" + i;
            threads.scheduleAtFixedRate(
                    () -> look(s3, key, folder.resolve(key), saved.computeIfAbsent(key, none -> new HashSet<>())),
                    0,
                    INTERVAL.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private static void look(S3Client s3, String key, Path folder, Set<String> saved) {
        try {
            Files.createDirectories(folder);
            for (S3Object object : s3.listObjectsV2Paginator(
                            list -> list.bucket(Rig.SEGMENTS).prefix(key + "/"))
                    .contents()) {
                if (object.key().endsWith(".ts") && saved.add(object.key())) {
                    s3.getObject(
                            get -> get.bucket(Rig.SEGMENTS).key(object.key()),
                            folder.resolve(Path.of(object.key()).getFileName()));
                }
            }
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
        }
    }
}
