package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.embedded.Segments;
import streaming.recording.lease.SharedSecret;
import streaming.recording.support.RawHttp;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** The service as SECURITY.md says to run it where strangers can reach it. */
@ExtendWith(RealParts.Extension.class)
class ExposedTest {

    private static final String VIEWER = "a-viewer-of-the-tests";
    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();

    private static Recorder recorder;

    @BeforeAll
    static void start(RealParts parts) {
        recorder = parts.recorder()
                .with("VIEW_TOKEN", VIEWER)
                .with("VIEW_HEADER", "X-Forwarded-User")
                .with("VIEW_PROXIES", "127.0.0.2/32")
                .with("PUBLIC_HOSTS", "localhost,recordings.example:443")
                .with("OBJECT_NAME", "{started_at}/{recording_id}.mp4")
                .with("HIDE_STREAM_KEYS", "true")
                .start();
    }

    @AfterAll
    static void stop() {
        recorder.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/docs",
                "/web/main.js",
                "/openapi.yaml",
                "/recordings",
                "/recording/ID",
                "/recordings/ID",
                "/recording/ID/events",
                "/recording/ID/report",
                "/recording/ID/url",
                "/recording/ID/poster",
                "/recording/ID/playlist.m3u8",
                "/overview",
                "/overview/ID",
                "/watch/ID"
            })
    void reading_needs_the_token_of_viewers(String path) {
        String asked = path.replace("ID", UUID.randomUUID().toString());

        assertUnauthorized(get(asked, ""));
        for (String authorization :
                List.of("Bearer " + VIEWER, "Basic " + basic("anybody:" + VIEWER), "Bearer " + Recorder.ADMIN_TOKEN)) {
            assertThat(get(asked, authorization).statusCode()).as(authorization).isIn(200, 404);
        }
    }

    /** It has asked its own viewer for the token, and knows this one by an address that is not public. */
    @Test
    void what_another_instance_asks_for_a_viewer_needs_no_token_and_no_public_name() throws Exception {
        SharedSecret secret = new SharedSecret(Clock.systemUTC());
        secret.learn((String)
                recorder.sql("SELECT secret FROM recording_installation").get(0).get("secret"));
        String path = "/recording/" + UUID.randomUUID() + "/poster";
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + recorder.uri("").getPort() + path));

        assertThat(recorder.send(request.setHeader("Recorder-Forwarded", secret.sign("/recordings")))
                        .statusCode())
                .isEqualTo(421);
        await("it knows the secret").atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        recorder.send(request.setHeader("Recorder-Forwarded", secret.sign(path)))
                                .statusCode())
                .isEqualTo(404));
    }

    /** Each of them waits for its answer longer than the one before. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer wrong", "Basic d3Jvbmc=", "Basic dmlld2VyOndyb25n", "Basic !", VIEWER, "Basic " + VIEWER
            })
    void another_token_opens_nothing(String authorization) {
        assertUnauthorized(get("/recordings", authorization));
    }

    @Test
    void a_gateway_may_say_who_reads_and_nobody_else() {
        assertThat(from("127.0.0.2", "GET", "X-Forwarded-User: anna\r\n")).startsWith("HTTP/1.1 200");
        for (String header :
                List.of("", "X-Forwarded-User: \r\n", "X-Forwarded-User: anna\r\nX-Forwarded-User: bert\r\n")) {
            assertThat(from("127.0.0.2", "GET", header)).as(header).startsWith("HTTP/1.1 401");
        }
        assertThat(from("127.0.0.1", "GET", "X-Forwarded-User: anna\r\n"))
                .as("another address")
                .startsWith("HTTP/1.1 401");
    }

    private static String from(String address, String method, String header) {
        try (RawHttp client = RawHttp.from(address, recorder)) {
            return client.send(method + " /recordings HTTP/1.1\r\nHost: localhost\r\n" + header
                            + "Connection: close\r\n\r\n")
                    .readToEnd();
        }
    }

    private static void assertUnauthorized(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Unauthorized\"}");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"recording-service\"");
    }

    @Test
    void health_and_webhooks_need_no_token_of_viewers_and_it_opens_nothing_that_changes() {
        assertThat(recorder.get("/health").statusCode()).isEqualTo(200);
        Stream.on(recorder).started();
        String path = "/recording/" + UUID.randomUUID();

        for (String authorization : List.of("Bearer " + VIEWER, "Basic " + basic("x:" + Recorder.ADMIN_TOKEN))) {
            assertThat(recorder.send(HttpRequest.newBuilder(recorder.uri(path))
                                    .DELETE()
                                    .header("Authorization", authorization))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void wrong_tokens_are_logged_once_a_minute_for_each_peer_and_counted() {
        double before = wrong();
        for (int i = 0; i < 5; i++) {
            try (RawHttp stranger = RawHttp.from("127.0.0.9", recorder)) {
                assertThat(stranger.send("GET /recordings HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess"
                                        + i + "\r\nConnection: close\r\n\r\n")
                                .readToEnd())
                        .startsWith("HTTP/1.1 401 ");
            }
        }
        assertThat(get("/recordings", "").statusCode())
                .as("no token is no guess")
                .isEqualTo(401);

        assertThat(recorder.logged().lines().filter(line -> line.contains("Wrong token: peer=127.0.0.9")))
                .hasSize(1);
        assertThat(recorder.logged()).doesNotContain("guess0");
        assertThat(wrong() - before).isGreaterThanOrEqualTo(5);
    }

    @Test
    void a_request_for_another_name_is_refused() {
        for (String host :
                List.of("evil.example", "localhost.evil.example", "recordings.example", "recordings.example:444")) {
            assertThat(raw("GET /recordings", host))
                    .as(host)
                    .startsWith("HTTP/1.1 421 ")
                    .contains("PUBLIC_HOSTS");
            assertThat(raw("GET /health", host))
                    .as("liveness is asked for by address")
                    .startsWith("HTTP/1.1 200 ");
        }
        for (String host : List.of("localhost", "LOCALHOST:1", "recordings.example:443")) {
            assertThat(raw("GET /recordings", host)).as(host).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void a_page_under_a_public_name_is_ours() {
        Stream stream = Stream.on(recorder);
        String body = "{\"event\":\"stream.started\",\"stream_id\":\"" + stream.id() + "\",\"stream_key\":\""
                + stream.key() + "\"}";
        HttpRequest.Builder request = HttpRequest.newBuilder(recorder.uri("/webhook/stream"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));

        assertThat(recorder.send(request.copy().header("Origin", "https://recordings.example:443"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(recorder.send(request.copy().header("Origin", "https://other.example"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_stream_key_is_in_no_answer_and_in_no_name_of_an_object() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        String id = (String) recorder.sql(
                        "SELECT recording_id::text AS id FROM recording_capture WHERE stream_key = ?", stream.key())
                .get(0)
                .get("id");
        JsonNode recording = await().atMost(Duration.ofSeconds(120))
                .until(
                        () -> recorder.json(read("/recording/" + id)).path("recording"),
                        found -> found.path("status").asText().equals("completed") && found.has("thumbnail_path"));

        assertThat(recording.path("file_path").asText())
                .matches(recorder.recordingsBucket() + "/\\d{8}T\\d{6}Z/" + id + "\\.mp4");
        assertThat(recorder.s3()
                        .headObject(head -> head.bucket(recorder.recordingsBucket())
                                .key(recording
                                        .path("file_path")
                                        .asText()
                                        .substring(recorder.recordingsBucket().length() + 1)))
                        .contentLength())
                .isEqualTo(recording.path("file_size").asLong());
        for (String path : List.of(
                "/recordings",
                "/overview?limit=200",
                "/overview/" + id,
                "/recording/" + id,
                "/recording/" + id + "/events",
                "/recording/" + id + "/report",
                "/recording/" + id + "/url")) {
            assertThat(read(path).statusCode()).as(path).isEqualTo(200);
            assertThat(read(path).body()).as(path).doesNotContain(stream.key());
        }
        assertThat(read("/overview?q=" + stream.key()).body())
                .as("who looks for a key is not told that it is one")
                .doesNotContain(id);
    }

    @Test
    void what_an_administrator_did_is_noted_with_where_from() {
        Stream stream = Stream.on(recorder).started().ended();
        String id = (String) recorder.sql(
                        "SELECT recording_id::text AS id FROM recording_capture WHERE stream_key = ?", stream.key())
                .get(0)
                .get("id");
        await().atMost(Duration.ofSeconds(120))
                .until(() -> read("/recording/" + id).body().contains("\"failed\""));

        assertThat(recorder.asAdmin("DELETE", "/recording/" + id).statusCode()).isEqualTo(200);

        assertThat(recorder.sql(
                        "SELECT detail ->> 'peer' AS peer FROM recording_event WHERE kind = 'recording.deleted' AND recording_id = ?::uuid",
                        id))
                .extracting(row -> row.get("peer"))
                .containsExactly("127.0.0.1");
        // a hand-over may name the same address: that of the Stream Service
        assertThat(recorder.json(read("/recording/" + id + "/events")).path("events"))
                .noneMatch(event -> event.has("peer"))
                .filteredOn(event -> event.path("kind").asText().equals("recording.deleted"))
                .singleElement()
                .satisfies(event -> assertThat(event.toString()).doesNotContain("127.0.0.1"));
    }

    private static HttpResponse<String> read(String path) {
        return get(path, "Bearer " + VIEWER);
    }

    private static HttpResponse<String> get(String path, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(recorder.uri(path));
        return recorder.send(authorization.isEmpty() ? request : request.header("Authorization", authorization));
    }

    private static String raw(String line, String host) {
        try (RawHttp client = RawHttp.to(recorder)) {
            return client.send(line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .readToEnd();
        }
    }

    private static double wrong() {
        return recorder.observe("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("recorder_wrong_tokens_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
