package streaming.recording.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Ports;
import streaming.recording.embedded.Postgres;

/**
 * The service as a process of its own, with a database, buckets and a work folder of its own: reached as everybody
 * reaches it.
 */
public final class Recorder implements AutoCloseable {

    /** What the services under test have as ADMIN_TOKEN. */
    public static final String ADMIN_TOKEN = "an-administrator-of-tests";

    static final Duration LONG = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> flags = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private final List<String> way = new ArrayList<>();
    private final RealParts parts;
    private final String name;
    private final Path folder;
    private Postgres postgres;
    private Process process;
    private boolean packaged;
    private Path directory = Path.of("");

    Recorder(RealParts parts, String name) {
        this.parts = parts;
        this.name = name;
        try {
            folder = Files.createTempDirectory(name);
            Files.deleteIfExists(log());
            postgres = parts.postgres();
            try (Connection superuser = postgres.connectAsSuperuser()) {
                superuser.createStatement().execute("CREATE DATABASE " + name + " OWNER " + postgres.user());
            }
            parts.s3().createBucket(segmentsBucket()).createBucket(recordingsBucket());
            with("PORT", Integer.toString(Ports.free())).with("MANAGEMENT_PORT", Integer.toString(Ports.free()));
            with("DB_HOST", postgres.host()).with("DB_PORT", Integer.toString(postgres.port()));
            with("DB_USER", postgres.user())
                    .with("DB_PASSWORD", postgres.password())
                    .with("DB_NAME", name);
            with("MINIO_ENDPOINT", parts.s3().endpoint().getAuthority());
            with("MINIO_ACCESS_KEY", parts.s3().accessKey())
                    .with("MINIO_SECRET_KEY", parts.s3().secretKey());
            with("MINIO_BUCKET", recordingsBucket()).with("SEGMENTS_BUCKET", segmentsBucket());
            with("WORK_DIR", folder.resolve("work").toString());
            with("FFMPEG", Ffmpeg.ffmpeg().toString())
                    .with("FFPROBE", Ffmpeg.ffprobe().toString());
            with("MONITOR_INTERVAL", "500ms").with("SETTLE_TIME", "1s").with("SEGMENT_RETRY_DELAY", "200ms");
            with("ADMIN_TOKEN", ADMIN_TOKEN).with("LIVE_JOIN_WAIT", "2s");
            with("STREAM_SERVICE_URL", "http://127.0.0.1:1")
                    .with("LEASE_TIME", "3s")
                    .with("LEASE_RENEWAL", "1s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets an environment variable for the next start. */
    public Recorder with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** A server of its own in place of the shared one, for a test that stops it. */
    public Recorder on(Postgres own) {
        postgres = own;
        return with("DB_PORT", Integer.toString(own.port())).with("DB_NAME", own.database());
    }

    /** Starts it in another folder than this, with the settings and routes that are there. */
    public Recorder in(Path other) {
        directory = other;
        return this;
    }

    /** Starts the process by way of other programs, which run what comes behind them. */
    public Recorder by(List<String> programs) {
        way.clear();
        way.addAll(programs);
        return this;
    }

    /** The packaged service, as README.md starts it, in place of the classes under test. */
    public Recorder packaged() {
        packaged = true;
        return this;
    }

    /** With the JVM that the Dockerfile starts, in place of one that is soon up. */
    public Recorder asDeployed() {
        flags = List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError");
        return this;
    }

    /**
     * A second instance of the same service: same database, buckets and settings, a port and a work folder of its own.
     */
    public Recorder twin() {
        Recorder twin = new Recorder(this);
        return twin.with("PORT", Integer.toString(Ports.free()))
                .with("MANAGEMENT_PORT", Integer.toString(Ports.free()))
                .with("WORK_DIR", folder.resolve("work-of-twin").toString());
    }

    private Recorder(Recorder other) {
        parts = other.parts;
        postgres = other.postgres;
        name = other.name;
        folder = other.folder;
        environment.putAll(other.environment);
    }

    /** Starts the process and waits until it answers. */
    public Recorder start() {
        launch();
        await(name + " answers")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> get("/health").statusCode() == 200);
        return this;
    }

    /** Starts the process only. */
    public Recorder launch() {
        List<String> command = new ArrayList<>(way);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(
                packaged
                        ? List.of("-jar", "target/recording-service.jar")
                        : List.of(
                                "-cp",
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                                "streaming.recording.RecordingService"));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile());
        builder.environment().putAll(environment);
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** {@code kill -9}. */
    public Recorder kill() {
        process.destroyForcibly();
        return awaitExit();
    }

    /** SIGTERM. */
    public Recorder stop() {
        process.destroy();
        return awaitExit();
    }

    public Process process() {
        return process;
    }

    /** How many objects of this class are in use in the process. */
    public long objects(String type) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = jcmd.inputReader()) {
            return lines.lines()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(line -> line.length > 3 && line[3].equals(type))
                    .mapToLong(line -> Long.parseLong(line[1]))
                    .sum();
        }
    }

    private Recorder awaitExit() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Everything that the process printed; kept in target/ for a look after a failure. */
    public Path log() {
        // the tests run in more than one JVM
        return Path.of("target", name + "-" + ProcessHandle.current().pid() + ".log");
    }

    public String logged() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path workFolder() {
        return Path.of(environment.get("WORK_DIR"));
    }

    public String segmentsBucket() {
        return name + "-live-segments";
    }

    public String recordingsBucket() {
        return name + "-recordings";
    }

    public S3Client s3() {
        return parts.s3().client();
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + environment.get("PORT") + path);
    }

    /** What the management port answers. */
    public HttpResponse<String> observe(String path) {
        return send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + environment.get("MANAGEMENT_PORT") + "/observe" + path))
                .GET());
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    public HttpResponse<String> post(String path, String json) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** A request without a body, with the admin token. */
    public HttpResponse<String> asAdmin(String method, String path) {
        return send(HttpRequest.newBuilder(uri(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + ADMIN_TOKEN));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body of a 200 answer. */
    public byte[] bytes(String path) {
        try {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " was answered " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + answer.body(), e);
        }
    }

    /** GET /recording/{id} */
    public JsonNode recording(String id) {
        return json(get("/recording/" + id)).path("recording");
    }

    /** The recordings of a stream, newest first. */
    public List<JsonNode> recordings(UUID streamId) {
        List<JsonNode> found = new ArrayList<>();
        json(get("/recordings")).path("recordings").forEach(recording -> {
            if (recording.path("stream_id").asText().equals(streamId.toString())) {
                found.add(recording);
            }
        });
        return found;
    }

    /** A connection to the service's database, as its user; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + environment.get("DB_NAME"),
                postgres.user(),
                postgres.password());
    }

    public List<Map<String, Object>> sql(String query, Object... arguments) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            if (statement.execute()) {
                ResultSet result = statement.getResultSet();
                while (result.next()) {
                    Map<String, Object> row = new HashMap<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
