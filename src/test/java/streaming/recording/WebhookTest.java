package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** POST /webhook/stream: durable before the answer, whatever the order, however often. */
@ExtendWith(RealParts.Extension.class)
class WebhookTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();

    private final Recorder recorder;

    WebhookTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @Test
    void a_started_stream_has_a_recording_when_the_answer_is_there() {
        Stream stream = Stream.on(recorder);

        HttpResponse<String> answer = stream.tell("stream.started");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Webhook processed successfully\"}");
        JsonNode recording = stream.recording();
        assertThat(recording.path("status").asText()).isEqualTo("recording");
        assertThat(recording.path("file_path").asText()).isEmpty();
        assertThat(recording.path("duration").asLong()).isZero();
        assertThat(recording.path("file_size").asLong()).isZero();
        assertThat(recording.path("video_id").isNull()).isTrue();
        assertThat(recording.path("completed_at").isNull()).isTrue();
        stream.ended();
    }

    @Test
    void the_same_event_again_has_no_effect() {
        Stream stream = Stream.on(recorder).started().started().started();
        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        stream.putAll(FOUR_SECONDS).ended();
        stream.awaitCompleted();

        stream.at(stream.clock().minusSeconds(1)).started();

        assertThat(stream.recording().path("status").asText()).isEqualTo("completed");
    }

    @Test
    void a_hundred_repeats_at_once_make_one_recording() {
        Stream stream = Stream.on(recorder);

        List<Integer> answers = IntStream.range(0, 100)
                .parallel()
                .mapToObj(i -> stream.tell("stream.started").statusCode())
                .toList();

        assertThat(answers).containsOnly(200);
        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        stream.ended();
    }

    @Test
    void an_end_that_overtakes_its_start_still_ends_the_recording() {
        Stream stream = Stream.on(recorder);
        stream.put(FOUR_SECONDS.get(0)).put(FOUR_SECONDS.get(1));
        var start = stream.clock();

        stream.ended().at(start).started();

        stream.awaitCompleted();
        assertThat(Decoded.of(FOUR_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
    }

    @Test
    void an_end_without_a_recording_is_kept() {
        Stream stream = Stream.on(recorder).ended();

        assertThat(recorder.sql("SELECT kind FROM stream_event WHERE stream_key = ?", stream.key()))
                .extracting(row -> row.get("kind"))
                .containsExactly("stream.ended");
        assertThat(recorder.recordings(stream.id())).isEmpty();
    }

    @Test
    void an_old_end_does_not_end_the_broadcast_of_today() {
        Stream stream = Stream.on(recorder).started();
        var now = stream.clock();

        stream.at(now.minusSeconds(60)).ended();

        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        stream.at(now).ended();
        await().until(() -> !stream.recording().path("status").asText().equals("recording"));
    }

    @Test
    void a_broadcaster_who_is_back_within_the_second_has_a_second_recording() {
        String key = "second-" + UUID.randomUUID();

        for (String event : List.of("started", "stopped", "started", "started")) {
            assertThat(tell(key, event, "1795770006").statusCode()).isEqualTo(200);
        }

        String live =
                "SELECT recording_id, ended_at IS NULL AS live FROM recording_capture WHERE stream_key = ? ORDER BY started_event_id";
        assertThat(recorder.sql(live, key)).extracting(row -> row.get("live")).containsExactly(false, true);
        assertThat(tell(key, "stopped", "1795770006").statusCode()).isEqualTo(200);
        assertThat(recorder.sql(live, key)).extracting(row -> row.get("live")).containsExactly(false, false);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "1795770006851",
                "1795770006851000",
                "1795770006851000000",
                "1795770006.851",
                "\"1795770006.851\"",
                "\"2026-11-27T09:00:06.851\"",
                "\"2026-11-27 09:00:06.851+00:00\"",
                "\"2026-11-27T10:00:06.851+0100\"",
            })
    void a_time_is_read_as_it_is_meant(String timestamp) {
        String key = "time-" + UUID.randomUUID();

        assertThat(tell(key, "stopped", timestamp).statusCode()).isEqualTo(200);

        assertThat(recorder.sql(
                        "SELECT event_at = '2026-11-27T09:00:06.851Z' AS read FROM stream_event WHERE stream_key = ?",
                        key))
                .extracting(row -> row.get("read"))
                .containsExactly(true);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"0", "\"\"", "\"0001-01-01T00:00:00Z\""})
    void a_time_that_says_nothing_is_now(String timestamp) {
        String key = "now-" + UUID.randomUUID();

        assertThat(tell(key, "stopped", timestamp).statusCode()).isEqualTo(200);

        assertThat(recorder.sql(
                        "SELECT heard_at - event_at BETWEEN '0' AND '1 minute' AS now FROM stream_event WHERE stream_key = ?",
                        key))
                .extracting(row -> row.get("now"))
                .containsExactly(true);
    }

    private HttpResponse<String> tell(String key, String event, String timestamp) {
        return recorder.post(
                "/webhook/stream",
                "{\"stream_key\":\"" + key + "\",\"event\":\"" + event
                        + "\",\"hls_url\":\"http://cdn.example/playlist.m3u8\",\"timestamp\":" + timestamp + "}");
    }

    @Test
    void another_stream_under_the_same_key_ends_the_old_recording_and_starts_a_new_one() {
        Stream old = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);

        Stream next = old.again().started();

        assertThat(next.recording().path("status").asText()).isEqualTo("recording");
        old.awaitCompleted();
        assertThat(next.recording().path("status").asText()).isEqualTo("recording");
        next.ended();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"event\":\"stream.paused\",\"stream_id\":\"ID\",\"stream_key\":\"KEY\"} | Invalid event type",
                "{\"stream_id\":\"ID\",\"stream_key\":\"KEY\"} | Invalid event type",
                "{\"event\":\"stream.started\",\"stream_key\":\"KEY\"} | Missing field: stream_id",
                "{\"event\":\"stream.started\",\"stream_id\":\"ID\"} | Missing field: stream_key",
                "{\"event\":\"stream.started\",\"stream_id\":\"1-1-1-1-1\",\"stream_key\":\"KEY\"} | Invalid stream_id: UUID expected",
                "{\"event\":\"stream.started\",\"stream_id\":\"ID\",\"stream_key\":\"KEY\",\"timestamp\":\"yesterday\"} | Invalid timestamp: ISO-8601 or Unix seconds expected",
                "{\"event\":\"stream.started\" | Malformed JSON",
                "[] | Body must be a JSON object",
            })
    void a_body_that_is_no_event_is_refused_and_leaves_no_trace(String body, String error) {
        String key = "refused-" + UUID.randomUUID();

        HttpResponse<String> answer = recorder.post(
                "/webhook/stream",
                body.replace("ID", UUID.randomUUID().toString()).replace("KEY", key));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(recorder.json(answer).path("error").asText()).isEqualTo(error);
        assertThat(recorder.sql("SELECT 1 FROM stream_event WHERE stream_key = ?", key))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"../etc", "a/b", "a..b", ".hidden", "a b", "a;b", "'$(id)'", "'${1}'", "''", "é"})
    void a_stream_key_that_is_no_plain_name_is_refused(String key) {
        HttpResponse<String> answer = recorder.post(
                "/webhook/stream",
                "{\"event\":\"stream.started\",\"stream_id\":\"" + UUID.randomUUID() + "\",\"stream_key\":\"" + key
                        + "\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(recorder.json(answer).path("error").asText()).startsWith("Invalid stream_key");
    }
}
