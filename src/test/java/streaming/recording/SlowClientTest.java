package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.support.RawHttp;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** Clients that send too slowly, too much, or too often, and those beside them who are still served. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
class SlowClientTest {

    private static Recorder recorder;

    @BeforeAll
    static void start(RealParts parts) {
        recorder = parts.recorder()
                .with("HTTP_REQUEST_TIME", "2s")
                .with("HTTP_KEEP_ALIVE", "3s")
                .start();
    }

    @AfterAll
    static void stop() {
        recorder.close();
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "'GET /health HTTP/1.1\r\nHost: x\r\n'",
        "'POST /webhook/stream HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n'",
        "'POST /webhook/stream HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'"
    })
    void a_client_that_trickles_is_let_go(String beginning) {
        try (RawHttp client = RawHttp.to(recorder).send(beginning)) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        boolean closed = client.isClosed();
                        if (!closed) {
                            trickle(client, beginning);
                        }
                        return closed;
                    });
        }
        assertThat(recorder.get("/health").statusCode()).isEqualTo(200);
    }

    private static void trickle(RawHttp client, String beginning) {
        try {
            client.send(
                    beginning.isEmpty()
                            ? ""
                            : beginning.contains("chunked")
                                    ? "1\r\n{\r\n"
                                    : beginning.contains("POST") ? " " : "X: 1\r\n");
        } catch (java.io.UncheckedIOException e) {
            // closed in between: the next look says so
        }
    }

    @Test
    void a_connection_that_is_not_used_again_is_closed_and_one_that_is_used_stays() {
        try (RawHttp client = RawHttp.to(recorder)) {
            String answers = client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                    .send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                    .readToEnd();

            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(3);
        }
    }

    @Test
    void a_thousand_idle_connections_take_no_memory_to_speak_of_and_nobodys_place() throws Exception {
        long before = resident();
        List<RawHttp> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                idle.add(RawHttp.to(recorder).send("GET /recordings HTTP/1.1\r\n"));
            }

            assertThat(recorder.get("/health").statusCode()).isEqualTo(200);
            assertThat(Stream.on(recorder).tell("stream.started").statusCode()).isEqualTo(200);
            assertThat(resident() - before).as("bytes for 1,000 connections").isLessThan(128L << 20);
            await().atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> idle.stream().allMatch(RawHttp::isClosed));
        } finally {
            idle.forEach(RawHttp::close);
        }
    }

    @Test
    void a_flood_of_webhooks_for_one_key_is_one_recording_in_bounded_memory_and_others_are_served() throws Exception {
        Stream stream = Stream.on(recorder);
        Map<Integer, Integer> answers = new TreeMap<>();
        ExecutorService senders = Executors.newFixedThreadPool(64);
        long before = resident();
        try {
            List<Future<HttpResponse<String>>> sent = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                sent.add(senders.submit(() -> stream.tell("stream.started")));
            }
            assertThat(recorder.get("/health").statusCode()).isEqualTo(200);
            assertThat(recorder.get("/recordings?limit=1").statusCode()).isEqualTo(200);
            assertThat(Stream.on(recorder).tell("stream.started").statusCode()).isEqualTo(200);
            for (Future<HttpResponse<String>> answer : sent) {
                answers.merge(answer.get().statusCode(), 1, Integer::sum);
            }
        } finally {
            senders.shutdownNow();
        }

        assertThat(answers).containsOnlyKeys(200);
        assertThat(recorder.recordings(stream.id())).hasSize(1);
        assertThat(recorder.sql(
                        "SELECT 1 FROM stream_event WHERE kind = 'stream.started' AND stream_key = ?", stream.key()))
                .hasSize(1);
        assertThat(resident() - before).as("bytes for 3,000 webhooks").isLessThan(256L << 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /recording/%zz HTTP/1.1 | 400",
                "GET /recordings?cursor=%zz HTTP/1.1 | 400",
                "GET /recordings?limit=%00 HTTP/1.1 | 400",
                "GET /recording/%00 HTTP/1.1 | 400",
                "GET /recording/5f0c7c1e-8a2b-4b6e-9a53-0d6a3a0b1c2d/segments/%00 HTTP/1.1 | 400",
                "GET /recording/..%2f..%2fetc%2fpasswd HTTP/1.1 | 400",
                "GET /recording/${env:DB_PASSWORD} HTTP/1.1 | 400",
                "GET /recording/$%7benv:DB_PASSWORD} HTTP/1.1 | 400",
                "GET http://169.254.169.254/latest HTTP/1.1 | 404",
                "GET /../../etc/passwd HTTP/1.1 | 404",
                "GET nowhere HTTP/1.1 | 404",
                "TRACE /recordings HTTP/1.1 | 405",
                "nonsense | 400",
            })
    void what_is_no_request_of_ours_is_refused_in_json(String line, int status) {
        String answer = ask(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .matches("(?s)HTTP/1.[01] " + status + " .*")
                .containsIgnoringCase("content-type: application/json")
                .contains("{\"error\":\"");
    }

    @Test
    void a_line_a_header_and_a_body_have_a_largest_size() {
        assertThat(ask("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.0 414 ")
                .contains("{\"error\":\"URI too long\"}");
        assertThat(ask("GET /health HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("{\"error\":\"Header too large: 8 KiB at most\"}");
        assertThat(
                        ask(
                                "POST /webhook/stream HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n{"))
                .startsWith("HTTP/1.1 413 ")
                .contains("{\"error\":\"Body too large: 64 KiB at most\"}");
        assertThat(ask(
                        "POST /webhook/stream HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + ("1000\r\n" + "a".repeat(4_096) + "\r\n").repeat(17)))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void a_head_is_the_get_without_its_body() {
        for (String path :
                List.of("/health", "/recordings", "/openapi.yaml", "/recording/" + UUID.randomUUID(), "/nope")) {
            String get = ask("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            String head = ask("HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(head.lines().findFirst()).as(path).isEqualTo(get.lines().findFirst());
            assertThat(head).endsWith("\r\n\r\n").containsIgnoringCase("content-type: ");
        }
        assertThat(ask("HEAD /webhook/stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ");
    }

    private static String ask(String request) {
        try (RawHttp client = RawHttp.to(recorder)) {
            return client.send(request).readToEnd();
        }
    }

    /** Of the service, bytes in memory. */
    private static long resident() throws Exception {
        return Files.readAllLines(
                        Path.of("/proc", Long.toString(recorder.process().pid()), "status"))
                .stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }
}
