package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.support.RawHttp;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;

/** Who may send webhooks: WEBHOOK_SECRET (Standard Webhooks) and WEBHOOK_ALLOWED_CIDRS. */
@ExtendWith(RealParts.Extension.class)
class WebhookSenderTest {

    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static Recorder recorder;

    private final String key = "signed-" + UUID.randomUUID();
    private final UUID stream = UUID.randomUUID();

    @BeforeAll
    static void start(RealParts parts) {
        recorder = parts.recorder()
                .with("WEBHOOK_SECRET", OLD + "," + NEW)
                .with("WEBHOOK_ALLOWED_CIDRS", "127.0.0.1/32, ::1/128")
                .start();
    }

    @AfterAll
    static void stop() {
        recorder.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, NEW})
    void a_webhook_signed_with_any_of_the_secrets_is_taken(String secret) throws Exception {
        assertThat(send(secret, id(), Instant.now(), started(key)).statusCode()).isEqualTo(200);

        assertThat(events()).isEqualTo(1);
        assertThat(recorder.recordings(stream)).hasSize(1);
    }

    @Test
    void a_webhook_that_is_not_signed_by_us_leaves_no_trace() throws Exception {
        String body = started(key);
        String signature = sign(OLD, "msg_1", Instant.now(), body);
        String other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

        refused(recorder.post("/webhook/stream", body));
        refused(send(other, id(), Instant.now(), body));
        refused(post(
                "msg_1", Long.toString(Instant.now().getEpochSecond()), signature, body.replace("started", "ended")));
        refused(post("msg_2", Long.toString(Instant.now().getEpochSecond()), signature, body));
        refused(post("msg_1", Long.toString(Instant.now().getEpochSecond() + 60), signature, body));
        refused(post("msg_1", "now", signature, body));
        refused(post("msg_1", Long.toString(Instant.now().getEpochSecond()), "v1,", body));
        refused(post("msg_1", Long.toString(Instant.now().getEpochSecond()), "v2" + signature.substring(2), body));
        refused(send(OLD, "x".repeat(256), Instant.now(), body));

        assertThat(events()).isZero();
        assertThat(recorder.logged())
                .contains(
                        "Request refused: operation=receive-stream-event status=401 answer={\"error\":\"Invalid signature\"}");
    }

    @Test
    void a_signature_is_good_for_five_minutes_before_and_after() throws Exception {
        refused(send(OLD, id(), Instant.now().minusSeconds(330), started(key)));
        refused(send(OLD, id(), Instant.now().plusSeconds(330), started(key)));
        assertThat(send(OLD, id(), Instant.now().minusSeconds(240), started(key))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void one_good_signature_among_several_is_enough() throws Exception {
        Instant now = Instant.now();
        String signatures = "v1,AAAA " + sign(NEW, "msg_" + key, now, started(key));

        assertThat(post("msg_" + key, Long.toString(now.getEpochSecond()), signatures, started(key))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_webhook_id_that_comes_again_has_no_effect_not_even_after_a_restart() throws Exception {
        String id = id();
        // without a timestamp of its own, only its id says that it is the same
        String body = started(key).replaceAll(",\"timestamp\":\"[^\"]*\"", "");
        assertThat(send(OLD, id, Instant.now(), body).statusCode()).isEqualTo(200);

        assertThat(send(OLD, id, Instant.now(), body).body())
                .isEqualTo("{\"message\":\"Webhook processed successfully\"}");
        assertThat(events()).isEqualTo(1);
        recorder.kill().start();
        assertThat(send(NEW, id, Instant.now(), body).statusCode()).isEqualTo(200);

        assertThat(events()).isEqualTo(1);
        assertThat(send(OLD, id(), Instant.now(), body).statusCode())
                .as("another id")
                .isEqualTo(200);
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void a_body_beyond_ascii_is_signed_as_it_comes() throws Exception {
        String body = started(key).replace("}", ",\"title\":\"Füße 🎥\"}");

        assertThat(send(OLD, id(), Instant.now(), body).statusCode()).isEqualTo(200);
    }

    @Test
    void a_webhook_from_another_address_is_refused_whatever_its_headers_say() throws Exception {
        for (String header : new String[] {
            "X-Forwarded-For: 127.0.0.1",
            "Forwarded: for=127.0.0.1",
            "X-Real-IP: 127.0.0.1",
            "CamelVertxPlatformHttpRemoteAddress: 127.0.0.1",
            "Host: 127.0.0.1"
        }) {
            String answer = raw("127.0.0.2", header);

            assertThat(answer)
                    .startsWith("HTTP/1.1 403")
                    .contains("{\"error\":\"Webhooks are not taken from this address\"}");
        }
        assertThat(events()).isZero();
        assertThat(raw("127.0.0.1", "X-Forwarded-For: 8.8.8.8")).startsWith("HTTP/1.1 200");
        assertThat(events()).isEqualTo(1);
    }

    @Test
    void other_operations_are_open_to_every_address() {
        try (RawHttp client = RawHttp.from("127.0.0.2", recorder)) {
            assertThat(client.send("GET /recordings HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .readToEnd())
                    .startsWith("HTTP/1.1 200");
        }
    }

    private String raw(String from, String header) throws Exception {
        String body = started(key);
        Instant now = Instant.now();
        String id = id();
        try (RawHttp client = RawHttp.from(from, recorder)) {
            return client.send("POST /webhook/stream HTTP/1.1\r\n" + (header.startsWith("Host") ? "" : "Host: x\r\n")
                            + header
                            + "\r\nContent-Type: application/json\r\nwebhook-id: " + id + "\r\nwebhook-timestamp: "
                            + now.getEpochSecond()
                            + "\r\nwebhook-signature: " + sign(OLD, id, now, body)
                            + "\r\nConnection: close\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body)
                    .readToEnd();
        }
    }

    private String started(String streamKey) {
        return "{\"event\":\"stream.started\",\"stream_id\":\"" + stream + "\",\"stream_key\":\"" + streamKey
                + "\",\"timestamp\":\"" + Instant.EPOCH + "\"}";
    }

    private static String id() {
        return "msg_" + UUID.randomUUID();
    }

    private HttpResponse<String> send(String secret, String id, Instant at, String body) throws Exception {
        return post(id, Long.toString(at.getEpochSecond()), sign(secret, id, at, body), body);
    }

    private static String sign(String secret, String id, Instant at, String body) throws Exception {
        return new Webhook(secret).sign(id, at.getEpochSecond(), body);
    }

    private static HttpResponse<String> post(String id, String timestamp, String signature, String body) {
        return recorder.send(HttpRequest.newBuilder(recorder.uri("/webhook/stream"))
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    private static void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Invalid signature\"}");
    }

    private int events() {
        return recorder.sql("SELECT 1 FROM stream_event WHERE kind LIKE 'stream.%' AND stream_key = ?", key)
                .size();
    }
}
