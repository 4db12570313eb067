package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.embedded.Ports;
import streaming.recording.embedded.Postgres;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** How the service starts, and when it does not. */
@ExtendWith(RealParts.Extension.class)
class StartTest {

    private final RealParts parts;

    StartTest(RealParts parts) {
        this.parts = parts;
    }

    /** Which values are wrong is tested beside the records of the settings; here, that the process ends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MONITOR_INTERVAL | 10 | MONITOR_INTERVAL=10 is wrong: a duration such as 10s, 500ms, 5m or 1h expected",
                "DATABASE_URL | mysql://root:secret@db/vod | DATABASE_URL=(not shown) is wrong: postgres://user:password@host:port/database expected",
            })
    void a_wrong_setting_stops_the_start_with_status_2_and_says_which(String variable, String value, String line)
            throws Exception {
        try (Recorder recorder = parts.recorder().with(variable, value).launch()) {
            assertThat(recorder.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(recorder.process().exitValue()).isEqualTo(2);
            assertThat(recorder.logged()).contains(line).doesNotContain("secret", "\tat ");
        }
    }

    /** Without the flag of the JVM, which the image has and who starts the jar by hand has not. */
    @Test
    @Tag("long")
    void out_of_memory_ends_the_process(@TempDir Path folder) throws Exception {
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
        FileUtils.copyDirectory(
                Path.of("routes").toFile(), folder.resolve("routes").toFile());
        Files.writeString(
                folder.resolve("routes/upkeep/hungry.camel.yaml"),
                """
                - route:
                    id: hungry
                    from:
                      uri: timer:hungry
                      parameters:
                        delay: 2000
                      steps:
                        - bean:
                            beanType: java.nio.ByteBuffer
                            method: allocate(2000000000)
                """);
        try (Recorder recorder = parts.recorder().in(folder).launch()) {
            assertThat(recorder.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(recorder.process().exitValue()).isEqualTo(3);
            assertThat(recorder.logged()).contains("Out of memory, the process ends to be started again: ");
        }
    }

    @Test
    void a_port_in_use_stops_the_start() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                Recorder recorder = parts.recorder()
                        .with("PORT", Integer.toString(taken.getLocalPort()))
                        .launch()) {
            assertThat(recorder.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(recorder.process().exitValue()).isEqualTo(1);
            assertThat(recorder.logged()).contains("PORT=" + taken.getLocalPort() + " cannot be listened on");
        }
    }

    @Test
    @Tag("long")
    void a_port_that_is_taken_while_the_service_starts_stops_the_start() throws Exception {
        int port = Ports.free();
        try (Recorder recorder = parts.recorder()
                .with("PORT", Integer.toString(port))
                .with("CAMEL_MAIN_PROFILE", "prod")
                .launch()) {
            await("the port was looked at").atMost(Duration.ofSeconds(60)).until(() -> recorder.logged()
                    .contains("starting with profile"));
            try (ServerSocket taken = new ServerSocket(port)) {
                assertThat(recorder.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

                assertThat(recorder.process().exitValue()).isEqualTo(1);
                assertThat(recorder.logged())
                        .contains(
                                "PORT=" + taken.getLocalPort() + " or MANAGEMENT_PORT=",
                                " cannot be listened on: Address already in use");
            }
        }
    }

    @Test
    @Tag("long")
    void the_database_url_wins_over_the_single_settings() {
        try (Recorder recorder = parts.recorder()) {
            Postgres postgres = parts.postgres();
            String name = recorder.recordingsBucket().replace("-recordings", "");
            recorder.with(
                            "DATABASE_URL",
                            "postgres://" + postgres.user() + ":" + postgres.password() + "@" + postgres.host() + ":"
                                    + postgres.port() + "/" + name + "?sslmode=disable")
                    .with("DB_HOST", "nowhere.invalid");

            recorder.start();

            assertThat(recorder.logged()).contains("Connected to " + name + " successfully");
        }
    }

    @Tag("long")
    @Test
    void stores_that_are_not_there_yet_are_waited_for() throws IOException {
        List<Path> source = Segments.of(Duration.ofSeconds(4)).make();
        try (Postgres postgres = Postgres.builder().start();
                Recorder recorder = parts.recorder()) {
            postgres.stop();
            recorder.with("DB_PORT", Integer.toString(postgres.port()))
                    .with("DB_NAME", postgres.database())
                    .launch();
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(
                            () -> recorder.get("/health").body(),
                            "{\"status\":\"unhealthy\",\"service\":\"recording-service\",\"reason\":\"PostgreSQL cannot be used\"}"
                                    ::equals);
            assertThat(recorder.get("/health").statusCode()).isEqualTo(503);
            var refused = Stream.on(recorder).tell("stream.started");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).isEqualTo("{\"error\":\"Database unavailable\"}");

            postgres.start();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> recorder.get("/health").statusCode() == 200);
            Stream.on(recorder).started().putAll(source).ended().awaitCompleted();
            assertThat(recorder.logged()
                            .lines()
                            .filter(line ->
                                    line.contains("cannot be used and is waited for: ") && line.contains("PostgreSQL"))
                            .count())
                    .isBetween(1L, 2L);
        }
    }

    @Test
    @Tag("long")
    void a_webhook_that_comes_while_the_service_starts_is_taken_or_told_to_come_again() {
        try (Recorder recorder = parts.recorder().launch()) {
            Stream stream = Stream.on(recorder);
            Set<Integer> answers = new HashSet<>();

            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .ignoreExceptions()
                    .until(() -> {
                        answers.add(stream.tell("stream.started").statusCode());
                        return answers.contains(200);
                    });

            assertThat(answers).isSubsetOf(200, 503);
            assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        }
    }

    @Test
    @Tag("long")
    void a_store_that_does_not_answer_is_named_with_its_setting_on_a_line_of_json() throws IOException {
        try (Recorder recorder = parts.recorder()
                .with("MINIO_ENDPOINT", "nowhere.invalid:9000")
                .with("LOG_FORMAT", "json")
                .with("LOG_LEVEL", "WARN")
                .launch()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> recorder.logged()
                    .contains("S3 http://nowhere.invalid:9000 (MINIO_ENDPOINT) does not answer: unknown host"));
            await().atMost(Duration.ofSeconds(60))
                    .until(
                            () -> recorder.logged()
                                    .contains(
                                            "Stream Service http://127.0.0.1:1 (STREAM_SERVICE_URL) does not answer: connection refused"));

            ObjectMapper json = new ObjectMapper();
            for (String line : recorder.logged().lines().toList()) {
                assertThat(json.readTree(line).path("level").asText()).as(line).isIn("WARN", "ERROR");
                assertThat(json.readTree(line).path("message").asText())
                        .as(line)
                        .isNotEmpty();
                assertThat(Instant.parse(json.readTree(line).path("time").asText()))
                        .isBefore(Instant.now());
            }
        }
    }

    @Test
    void a_bucket_that_is_not_there_makes_the_service_degraded() {
        try (Recorder recorder =
                parts.recorder().with("MINIO_BUCKET", "nowhere").start()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> recorder.get("/health")
                                    .body()
                                    .equals(
                                            "{\"status\":\"degraded\",\"service\":\"recording-service\",\"reason\":\"bucket nowhere cannot be used\"}"));
        }
    }
}
