package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** The management port: what an operator's monitoring reads, and the files in deploy/ that are made for it. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservabilityTest {

    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(4)).make();
    private static final Path ALERTS = Path.of("deploy/prometheus/alerts.yml");
    private static final Path DASHBOARD = Path.of("deploy/grafana/recording-service.json");

    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) {
        recorder = parts.recorder().start();
    }

    @AfterAll
    void stop() {
        recorder.close();
    }

    @Test
    void a_recording_is_seen_in_the_metrics_and_every_metric_of_alerts_and_dashboard_is_there() throws IOException {
        Stream live = Stream.on(recorder).started().putAll(SOURCE).awaitCaptured(2);
        await("measured")
                .atMost(Duration.ofSeconds(60))
                .until(() -> metrics(recorder).getOrDefault("recorder_recordings_live", 0.0) == 1);
        live.ended().awaitCompleted();
        Map<String, Double> metrics = await("measured")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> metrics(recorder),
                        all -> all.get("recorder_recordings_live") == 0
                                && all.getOrDefault("recorder_finalize_seconds_count", 0.0) == 1);

        long bytes = 0;
        for (Path segment : SOURCE) {
            bytes += Files.size(segment);
        }
        assertThat(metrics)
                .containsEntry("recorder_segments_total", 2.0)
                .containsEntry("recorder_segment_bytes_total", (double) bytes)
                .containsEntry("recorder_recordings_failed_today", 0.0);
        assertThat(metrics.get("recorder_finalize_seconds_sum")).isPositive();
        assertThat(metrics).containsKey("recorder_finalize_seconds_bucket").containsEntry("recorder_degraded", 0.0);
        List<String> lines = recorder.observe("/metrics").body().lines().toList();
        metrics.keySet().stream()
                .filter(name -> name.startsWith("recorder_") && !name.matches(".*_(bucket|sum|count|max)"))
                .forEach(name -> assertThat(lines)
                        .as("what " + name + " is")
                        .anyMatch(line ->
                                line.matches("# HELP " + name.replaceFirst("_total$", "(_total)?") + " \\S.*")));
        assertThat(metrics.get("recorder_disk_free_bytes")).isPositive();
        assertThat(metrics.keySet())
                .anyMatch(name -> name.startsWith("camel_"))
                .anyMatch(name -> name.startsWith("recorder_queue_depth"));
        for (Path file : List.of(ALERTS, DASHBOARD)) {
            Matcher named = Pattern.compile("\\b(recorder|camel)_[a-z_]+").matcher(Files.readString(file));
            while (named.find()) {
                assertThat(metrics).as(file + " asks for it").containsKey(named.group());
            }
        }
    }

    @Test
    @Tag("long")
    void readiness_looks_at_all_that_work_needs_and_liveness_at_what_a_new_start_brings_back(RealParts parts) {
        await("ready")
                .atMost(Duration.ofSeconds(60))
                .until(() -> recorder.observe("/health/ready").statusCode() == 200);
        assertThat(names(recorder.json(recorder.observe("/health/ready"))))
                .contains("port", "postgresql", "s3", "disk", "ffmpeg");
        assertThat(names(recorder.json(recorder.observe("/health/live"))))
                .contains("port")
                .doesNotContain("postgresql", "s3");

        try (Recorder alone = parts.recorder()
                .with("FFMPEG", "no-such-ffmpeg")
                .with("MINIO_BUCKET", "no-such-bucket")
                .with("DB_PORT", "1")
                .launch()) {
            await("not ready")
                    .atMost(Duration.ofSeconds(90))
                    .ignoreExceptions()
                    .until(() -> alone.observe("/health/ready").statusCode() == 503
                            && down(alone).containsAll(List.of("postgresql", "s3", "ffmpeg")));
            assertThat(alone.observe("/health/live").statusCode())
                    .as("a new start would not help")
                    .isEqualTo(200);
        }
    }

    @Test
    void no_secret_is_told_on_the_management_port_and_nothing_of_it_on_the_port_of_the_contract(RealParts parts) {
        for (String path : List.of("/health", "/health/live", "/health/ready", "/metrics", "/info", "/dev")) {
            String body = recorder.observe(path).body();
            for (String secret : List.of(parts.s3().secretKey(), parts.s3().accessKey(), Recorder.ADMIN_TOKEN)) {
                assertThat(body).as(path).doesNotContain(secret);
            }
        }
        assertThat(recorder.get("/observe/metrics").statusCode()).isEqualTo(404);
        assertThat(recorder.get("/observe/health").statusCode()).isEqualTo(404);
        assertThat(recorder.observe("/../recordings").statusCode()).isEqualTo(404);
    }

    @Test
    void promtool_understands_the_alerts_and_their_tests_pass() throws IOException, InterruptedException {
        boolean there = Files.isExecutable(Path.of("/usr/bin/promtool"));
        if (!Boolean.parseBoolean(System.getenv("REQUIRE_PROMTOOL"))) {
            assumeThat(there).as("promtool").isTrue();
        }
        assertThat(run("promtool", "check", "rules", ALERTS.toString())).isEqualTo("0");
        assertThat(run("promtool", "check", "config", "--syntax-only", "deploy/prometheus/prometheus.yml"))
                .isEqualTo("0");
        assertThat(run("promtool", "test", "rules", "src/test/resources/prometheus/alerts-test.yml"))
                .isEqualTo("0");
    }

    @Test
    void every_alert_is_explained_to_operators() throws IOException {
        Matcher alert = Pattern.compile("alert: (\\w+)").matcher(Files.readString(ALERTS));
        String operations = Files.readString(Path.of("docs/operations.md"));
        int alerts = 0;
        while (alert.find()) {
            alerts++;
            assertThat(operations).contains("| `" + alert.group(1) + "` |");
        }
        assertThat(alerts).isPositive();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "0" : said;
    }

    /** Each metric by its name, and the last of its values. */
    private static Map<String, Double> metrics(Recorder recorder) {
        HttpResponse<String> answer = recorder.observe("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        Map<String, Double> metrics = new HashMap<>();
        answer.body()
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .forEach(line -> metrics.put(
                        line.split("[{ ]")[0], Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
        return metrics;
    }

    private static List<String> down(Recorder recorder) {
        return names(recorder.json(recorder.observe("/health/ready")), "DOWN");
    }

    private static List<String> names(JsonNode health) {
        return names(health, "");
    }

    private static List<String> names(JsonNode health, String status) {
        List<String> names = new java.util.ArrayList<>();
        health.path("checks").forEach(check -> {
            if (check.path("status").asText().contains(status)) {
                names.add(check.path("name").asText());
            }
        });
        return names;
    }
}
