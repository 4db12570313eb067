package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.support.RawHttp;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** Requests that the service refuses at its door: of other web pages, with odd heads, with values that nobody means. */
@ExtendWith(RealParts.Extension.class)
class RefusedRequestTest {

    private final Recorder recorder;

    RefusedRequestTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @Test
    void a_webhook_without_a_media_type_is_not_taken_as_any_web_page_can_send_it() {
        Stream stream = Stream.on(recorder);

        HttpResponse<String> answer = recorder.send(
                HttpRequest.newBuilder(recorder.uri("/webhook/stream")).POST(BodyPublishers.ofString(start(stream))));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(415);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Unsupported media type: application/json expected\"}");
        assertThat(recorder.recordings(stream.id())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, Cross-Site",
        "Sec-Fetch-Site, same-site",
        "Origin, https://evil.example",
        "Origin, http://localhost",
        "Origin, null",
        "Origin, ''"
    })
    void a_web_page_from_elsewhere_starts_and_changes_nothing(String header, String value) {
        Stream stream = Stream.on(recorder);

        HttpResponse<String> webhook = recorder.send(webhook(stream).header(header, value));
        HttpResponse<String> deletion =
                recorder.send(HttpRequest.newBuilder(recorder.uri("/recording/" + UUID.randomUUID()))
                        .DELETE()
                        .header("Authorization", "Bearer " + Recorder.ADMIN_TOKEN)
                        .header(header, value));

        assertThat(webhook.statusCode()).as(webhook.body()).isEqualTo(403);
        assertThat(webhook.body()).isEqualTo("{\"error\":\"Not for web pages from elsewhere\"}");
        assertThat(deletion.body()).isEqualTo(webhook.body());
        assertThat(recorder.recordings(stream.id())).isEmpty();
        assertThat(recorder.send(HttpRequest.newBuilder(recorder.uri("/health")).header(header, value))
                        .statusCode())
                .as("reading changes nothing")
                .isEqualTo(200);
    }

    @Test
    void our_own_page_and_a_program_are_let_in() {
        Stream stream = Stream.on(recorder);
        String ours = "http://" + recorder.uri("/").getAuthority();

        assertThat(recorder.send(webhook(stream).header("Origin", ours)).statusCode())
                .isEqualTo(200);
        assertThat(recorder.send(webhook(stream)
                                // behind a gateway that changes the Host, the browser still knows
                                .header("Origin", "https://recordings.example")
                                .header("Sec-Fetch-Site", "same-origin"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(recorder.send(webhook(stream).header("Sec-Fetch-Site", "none"))
                        .statusCode())
                .isEqualTo(200);
        stream.ended();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /health HTTP/1.1\\r\\nHost: x\\r\\nHost: y | 400",
                "GET /health HTTP/1.1\\r\\nHost: x\\r\\nHost: x | 400",
                "GET /health HTTP/1.1\\r\\nX: y | 400",
                "POST /webhook/stream HTTP/1.1\\r\\nHost: x\\r\\nContent-Type: application/json\\r\\nTransfer-Encoding: gzip | 501",
                "POST /webhook/stream HTTP/1.1\\r\\nHost: x\\r\\nContent-Type: application/json\\r\\nTransfer-Encoding: identity | 501",
                "POST /webhook/stream HTTP/1.1\\r\\nHost: x\\r\\nContent-Type: application/json\\r\\nTransfer-Encoding: gzip, chunked | 501",
                "POST /webhook/stream HTTP/1.1\\r\\nHost: x\\r\\nContent-Type: application/json\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked | 501",
                "POST /webhook/stream HTTP/1.1\\r\\nHost: x\\r\\nContent-Type: application/json\\r\\nTransfer-Encoding: xchunked | 501",
            })
    void a_head_that_two_readers_would_understand_differently_is_refused_and_the_connection_closed(
            String head, int status) {
        try (RawHttp client = RawHttp.to(recorder)) {
            String answer =
                    client.send(head.replace("\\r\\n", "\r\n") + "\r\n\r\n").readToEnd();

            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("{\"error\":\"")
                    .containsOnlyOnce("HTTP/1.1 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/recordings?limit=1&cursor=-0001-01-01T00:00:00_5f0c7c1e-8a2b-4b6e-9a53-0d6a3a0b1c2d",
                "/recordings?limit=1&cursor=%2B300000-01-01T00:00:00_5f0c7c1e-8a2b-4b6e-9a53-0d6a3a0b1c2d",
                "/recordings?cursor=%2B999999999-01-01T00:00:00_5f0c7c1e-8a2b-4b6e-9a53-0d6a3a0b1c2d",
                "/overview?cursor=true_-0001-01-01T00:00:00_5f0c7c1e-8a2b-4b6e-9a53-0d6a3a0b1c2d",
                "/recordings?limit=null",
                "/recordings?status=null",
                "/recordings?status='failed'",
                "/recordings?stream_id=null",
                "/recordings?cursor=null",
                "/recordings?status=failed&status=completed",
                "/overview?status=null",
                "/overview?limit=null",
                "/overview?cursor=null",
            })
    void a_value_that_nobody_means_is_refused_and_the_service_stays_healthy(String path) {
        HttpResponse<String> answer = recorder.get(path.replace("'", "%27"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(recorder.get("/health").body()).doesNotContain("refuses statements");
    }

    @Test
    void what_is_looked_for_may_be_any_word() {
        String key = "null-" + UUID.randomUUID();
        Stream stream = Stream.on(recorder, key).started();
        Stream other = Stream.on(recorder).started();

        assertThat(recorder.get("/overview?q=null&limit=200").body())
                .contains(stream.id().toString())
                .doesNotContain(other.id().toString());
        stream.ended();
        other.ended();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'true'", "TRUE", ""})
    void a_reconciliation_only_repairs_when_it_is_told_so_plainly(String dryRun) {
        HttpResponse<String> answer =
                recorder.asAdmin("POST", "/maintenance/reconcile?dry_run=" + dryRun.replace("'", "%27"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Invalid dry_run: true or false expected\"}");
    }

    @Test
    void a_reconciliation_whose_dry_run_is_misspelt_repairs_nothing() {
        HttpResponse<String> answer = recorder.asAdmin("POST", "/maintenance/reconcile?dry-run=true");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Unknown query parameter, known are dry_run\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'{}'", "\"{}\""})
    void the_body_of_a_webhook_is_read_as_it_came(String body) {
        HttpResponse<String> answer = recorder.post("/webhook/stream", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).matches("\\{\"error\":\"(Malformed JSON|Body must be a JSON object)\"}");
    }

    private HttpRequest.Builder webhook(Stream stream) {
        return HttpRequest.newBuilder(recorder.uri("/webhook/stream"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(start(stream)));
    }

    private static String start(Stream stream) {
        return "{\"event\":\"stream.started\",\"stream_id\":\"" + stream.id() + "\",\"stream_key\":\"" + stream.key()
                + "\",\"timestamp\":\"" + stream.clock() + "\"}";
    }
}
