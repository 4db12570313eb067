package streaming.recording.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import streaming.recording.embedded.Ports;

/**
 * A program of ours in a JVM of its own, with the flags of the Dockerfile, a fixed heap ({@code bench.heap}) and more
 * flags of the service ({@code bench.jvm}), such as those of a profiler: what /proc says of it is its alone. It ends
 * with this JVM.
 */
final class ServiceProcess implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> flags = new ArrayList<>();
    private final String mainClass;
    private final Path log;
    private final int port = Ports.free();
    private final Thread end = new Thread(this::kill);
    private Process process;

    /**
     * @param mainClass or a jar
     * @param log what it prints is added to this file
     */
    ServiceProcess(String mainClass, Path log) {
        this.mainClass = mainClass;
        this.log = log;
        with("PORT", Integer.toString(port)).with("MANAGEMENT_PORT", Integer.toString(Ports.free()));
        Runtime.getRuntime().addShutdownHook(end);
    }

    ServiceProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    String setting(String variable) {
        return environment.get(variable);
    }

    /** One more flag of its JVM. */
    ServiceProcess flag(String flag) {
        flags.add(flag);
        return this;
    }

    /** Starts it and waits until it answers, 10 min at most. */
    ServiceProcess start() throws IOException {
        launch();
        return awaitAnswer();
    }

    ServiceProcess awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(mainClass + " does not start, see " + log);
            }
            Pause.of(Duration.ofMillis(20));
        }
        return this;
    }

    void launch() throws IOException {
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> mainClass.contains(".bench.") || !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + Bench.text("bench.heap", "512m"),
                "-XX:+ExitOnOutOfMemoryError"));
        Stream.of(Bench.text("bench.jvm", "").split(" "))
                .filter(flag -> !flag.isEmpty() && !mainClass.contains(".bench."))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(mainClass.endsWith(".jar") ? List.of("-jar", mainClass) : List.of("-cp", libraries, mainClass));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    Figures figures() throws IOException {
        return Figures.of(pid());
    }

    /** {@code kill -9}, of what it started too; returns when it is gone. */
    void kill() {
        if (isAlive()) {
            process.destroyForcibly();
            awaitExit();
        }
    }

    /** SIGTERM. */
    void stop() {
        process.destroy();
        awaitExit();
    }

    /** @param name STOP or CONT */
    void signal(String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** @return the status; 0 when nothing answers within 5 s, as long as the Stream Service waits */
    int post(String path, String json) {
        return status(HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** @return the status; 0 when there is no answer */
    int status(String path) {
        return status(HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)));
    }

    private int status(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the body; null when there is no answer with status 200 */
    String get(String path) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri(path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        return get("/health") != null;
    }

    private void awaitExit() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
