package streaming.recording.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Postgres;
import streaming.recording.storage.S3Clients;

/**
 * All that the service needs, on 127.0.0.1 and gone when it is closed: PostgreSQL (processes of its own), and in this
 * JVM an S3 server ({@link LinkingStore}), the {@link Gate} before it and a Stream Service. The service itself is a
 * process of its own, with the defaults of application.properties.
 */
final class Rig implements AutoCloseable {

    static final String SEGMENTS = "live-segments";
    static final String RECORDINGS = "recordings";
    static final String ACCESS = "minioadmin";
    static final String SECRET = "minioadmin123";

    private final Postgres postgres = Postgres.builder().durable(true).start();
    private final LinkingStore store;
    private final S3Client s3;
    private final Gate gate;
    private final Map<String, String> live = new ConcurrentHashMap<>();
    private final HttpServer streamService;
    private volatile long flood;
    private final Path folder;
    private final Path log;
    private final ServiceProcess service;
    private volatile ToIntFunction<String> tell;

    Rig(String name) throws Exception {
        folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target").toAbsolutePath()), "bench-" + name);
        store = LinkingStore.start(folder.resolve("store"), ACCESS, SECRET);
        store.createContainer(SEGMENTS);
        store.createContainer(RECORDINGS);
        s3 = S3Clients.client(store.endpoint().getAuthority(), false, ACCESS, SECRET, Duration.ofMinutes(1), 64, true);
        gate = new Gate(store.endpoint().getPort(), 1);
        log = Path.of("target", "bench-" + name + ".log");
        Files.deleteIfExists(log);
        streamService = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        streamService.setExecutor(Executors.newFixedThreadPool(4, Rig::daemon));
        streamService.createContext("/streams", exchange -> {
            if (flood > 0) {
                flood(exchange);
                return;
            }
            String answer = answer(exchange.getRequestURI().getPath());
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.contains("\"error\"") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        streamService.createContext("/webhooks/recording-complete", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        streamService.start();
        service = wired(new ServiceProcess("streaming.recording.RecordingService", log));
        tell = json -> service.post("/webhook/stream", json);
    }

    /** The same surroundings for another program. */
    ServiceProcess wired(ServiceProcess program) {
        return program.with("DB_HOST", postgres.host())
                .with("DB_PORT", Integer.toString(postgres.port()))
                .with("MINIO_ENDPOINT", gate.authority())
                .with("WORK_DIR", workFolder().toString())
                .with("FFMPEG", Ffmpeg.ffmpeg().toString())
                .with("FFPROBE", Ffmpeg.ffprobe().toString())
                .with(
                        "STREAM_SERVICE_URL",
                        "http://127.0.0.1:" + streamService.getAddress().getPort());
    }

    ServiceProcess service() {
        return service;
    }

    /** One more instance, with a work folder of its own; the caller closes it. */
    ServiceProcess another(int number) {
        return wired(new ServiceProcess("streaming.recording.RecordingService", log))
                .with("WORK_DIR", workFolder() + "-" + number);
    }

    /** How webhooks reach the service from now on: gets their JSON, gives the status of the answer. */
    void tellBy(ToIntFunction<String> other) {
        tell = other;
    }

    /** As the Stream Service does. */
    int tell(String json) {
        return tell.applyAsInt(json);
    }

    Postgres postgres() {
        return postgres;
    }

    Gate gate() {
        return gate;
    }

    LinkingStore store() {
        return store;
    }

    /** Past the gate: what it does is not counted. */
    S3Client s3() {
        return s3;
    }

    Path workFolder() {
        return folder.resolve("work");
    }

    Path log() {
        return log;
    }

    /** The Stream Service says from now on that this stream is live. */
    void goLive(String key, String id, String startedAt) {
        goLive(key, id, startedAt, "bench");
    }

    void goLive(String key, String id, String startedAt, String title) {
        live.put(
                id,
                "{\"id\":\"" + id + "\",\"stream_key\":\"" + key + "\",\"status\":\"live\",\"user_id\":\""
                        + Broadcaster.USER + "\",\"title\":\"" + title + "\",\"started_at\":\"" + startedAt + "\"}");
    }

    /** From now on the Stream Service answers with so many bytes; 0: as usual. */
    void flood(long bytes) {
        flood = bytes;
    }

    private void flood(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        byte[] part = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        try (OutputStream body = exchange.getResponseBody()) {
            for (long left = flood; left > 0; left -= part.length) {
                body.write(part);
            }
        }
    }

    void goOffline(String id) {
        live.computeIfPresent(id, (same, json) -> json.replace("\"live\"", "\"offline\""));
    }

    /** Deletes what is in the bucket under this key. */
    void forget(String key) {
        s3().listObjectsV2Paginator(list -> list.bucket(SEGMENTS).prefix(key + "/"))
                .contents()
                .forEach(object ->
                        s3().deleteObject(delete -> delete.bucket(SEGMENTS).key(object.key())));
        s3().listObjectsV2Paginator(list -> list.bucket(RECORDINGS).prefix(key))
                .contents()
                .forEach(object ->
                        s3().deleteObject(delete -> delete.bucket(RECORDINGS).key(object.key())));
        live.values().removeIf(json -> json.contains('"' + key + '"'));
    }

    private String answer(String path) {
        if (path.equals("/streams/live")) {
            return live.values().stream()
                    .filter(json -> json.contains("\"live\""))
                    .collect(Collectors.joining(",", "{\"streams\":[", "]}"));
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        return live.values().stream()
                .filter(json -> json.contains('"' + name + '"'))
                .max(Comparator.comparing(json -> json.contains("\"live\"")))
                .orElse("{\"error\":\"Stream not found\"}");
    }

    static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        streamService.stop(0);
        gate.close();
        s3.close();
        store.close();
        postgres.close();
        delete(folder);
    }
}
