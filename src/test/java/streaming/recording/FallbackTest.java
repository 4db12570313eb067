package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.StreamService;

/**
 * Webhooks get lost: the Stream Service is asked as well, and what it says ends in complete recordings and in no
 * mistake.
 */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FallbackTest {

    private static final List<Path> EIGHT_SECONDS =
            Segments.of(Duration.ofSeconds(8)).make();
    private static final Duration LONG = Duration.ofSeconds(60);

    private final StreamService streamService = new StreamService();
    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) {
        recorder =
                parts.recorder().with("STREAM_SERVICE_URL", streamService.url()).start();
    }

    @AfterAll
    void stop() {
        recorder.close();
        streamService.close();
    }

    @Test
    void a_stream_whose_start_nobody_told_is_recorded_from_its_first_segment() {
        Stream stream = Stream.on(recorder).putAll(EIGHT_SECONDS.subList(0, 2));

        streamService.live(stream, now().minusSeconds(30));
        stream.awaitCaptured(2).putAll(EIGHT_SECONDS.subList(2, 4)).ended();

        stream.awaitCompleted();
        assertThat(Decoded.of(EIGHT_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
        streamService.offline(stream);
    }

    @Test
    void a_stream_whose_end_nobody_told_is_ended_after_the_service_said_so_twice() {
        Stream stream = Stream.on(recorder);
        streamService.live(stream, stream.clock());
        stream.started().putAll(EIGHT_SECONDS).awaitCaptured(4);

        streamService.offline(stream);

        stream.awaitCompleted();
        assertThat(streamService.asked("/streams/" + stream.id())).isGreaterThanOrEqualTo(2);
        assertThat(Decoded.of(EIGHT_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
        assertThat(stream.capture().get("end_reason")).isEqualTo("not live");
    }

    @Test
    void neither_start_nor_end_were_told() {
        Stream stream = Stream.on(recorder).putAll(EIGHT_SECONDS);
        streamService.live(stream, now().minusSeconds(20));
        stream.awaitCaptured(4);

        streamService.offline(stream);

        stream.awaitCompleted();
        assertThat(Decoded.of(EIGHT_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
    }

    @Test
    void an_answer_of_many_megabytes_is_none() {
        Stream stream = Stream.on(recorder).started();
        streamService.answers(200, "{\"streams\":[]" + " ".repeat(20 << 20) + "}");

        await("it is said").atMost(LONG).until(() -> recorder.logged()
                .contains("(STREAM_SERVICE_URL): the answer is longer than 8388608 bytes"));

        streamService.live(stream, stream.clock());
        awaitPolls(2);
        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        streamService.offline(stream);
    }

    @Test
    void webhook_and_polling_together_make_one_recording() {
        Stream stream = Stream.on(recorder);
        streamService.live(stream, stream.clock().minusSeconds(2));
        stream.started();
        awaitPolls(3);
        stream.putAll(EIGHT_SECONDS).ended();
        awaitPolls(3);
        streamService.offline(stream);

        stream.awaitCompleted();

        assertThat(recorder.recordings(stream.id())).hasSize(1);
    }

    @Test
    void a_list_that_is_older_than_the_end_does_not_start_the_stream_again() {
        Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS).ended();
        stream.awaitCompleted();

        streamService.live(stream, stream.clock().minusSeconds(1));
        awaitPolls(3);

        assertThat(recorder.recordings(stream.id())).hasSize(1);
        streamService.offline(stream);
    }

    @Test
    void the_end_of_the_stream_before_does_not_keep_the_next_one_from_being_started() {
        Stream before = Stream.on(recorder).started().putAll(EIGHT_SECONDS).ended();
        before.awaitCompleted();

        Stream next = before.again();
        streamService.live(next, before.clock().minusSeconds(1));

        await().atMost(LONG).until(() -> recorder.recordings(next.id()).size() == 1);
        streamService.offline(next);
    }

    @Test
    void the_second_dialect_is_completed_by_what_the_service_knows() {
        String key = "dialect-" + UUID.randomUUID();
        UUID id = UUID.randomUUID();
        streamService.live(key, id, now());

        assertThat(recorder.post(
                                "/webhook/stream",
                                "{\"stream_key\":\"" + key + "\",\"event\":\"started\",\"hls_url\":"
                                        + "\"http://cdn.example/playlist.m3u8\",\"timestamp\":" + now().getEpochSecond()
                                        + "}")
                        .statusCode())
                .isEqualTo(200);

        await().atMost(LONG).until(() -> recorder.recordings(id).size() == 1);
        var capture = recorder.sql(
                        "SELECT user_id::text, title, hls_url FROM recording_capture WHERE stream_key = ?", key)
                .get(0);
        assertThat(capture)
                .containsEntry("user_id", "0b8f7c9e-1d2c-4f5a-8b6d-7e9f0a1b2c3d")
                .containsEntry("title", "A title")
                .containsEntry("hls_url", "http://cdn.example/playlist.m3u8");
        assertThat(recorder.post(
                                "/webhook/stream",
                                "{\"stream_key\":\"" + key + "\",\"event\":\"stopped\",\"timestamp\":"
                                        + (now().getEpochSecond() + 1) + "}")
                        .statusCode())
                .isEqualTo(200);
        await().atMost(LONG)
                .until(() ->
                        recorder.recordings(id).get(0).path("status").asText().equals("failed"));
    }

    @Test
    void a_stream_that_is_said_to_be_live_when_asked_for_itself_goes_on() {
        Stream stream = Stream.on(recorder);
        streamService.live(stream, stream.clock());
        stream.started().putAll(EIGHT_SECONDS.subList(0, 2)).awaitCaptured(2);

        streamService.unlisted(stream);
        await().atMost(LONG).until(() -> streamService.asked("/streams/" + stream.id()) >= 3);

        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        streamService.offline(stream);
        stream.awaitCompleted();
    }

    @Test
    void a_stream_that_is_said_not_to_be_live_goes_on_while_its_segments_arrive() {
        Stream stream = Stream.on(recorder);
        streamService.offline(stream);
        stream.started();
        awaitPolls(4);

        for (Path segment : EIGHT_SECONDS) {
            stream.put(segment);
            awaitPolls(2);
        }

        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        stream.awaitCompleted();
        assertThat(stream.capture().get("end_reason")).isEqualTo("not live");
        assertThat(Decoded.of(EIGHT_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
    }

    @Test
    void an_answer_about_another_stream_ends_nothing() {
        Stream stream = Stream.on(recorder);
        streamService.live(stream, stream.clock());
        stream.started().putAll(EIGHT_SECONDS.subList(0, 2)).awaitCaptured(2);

        streamService.mistakes(stream);
        await().atMost(LONG).until(() -> streamService.asked("/streams/" + stream.id()) >= 2);
        awaitPolls(4);

        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        stream.ended().awaitCompleted();
    }

    @Test
    void a_stream_is_recorded_once_though_the_fields_that_are_not_needed_make_no_sense() {
        Stream stream = Stream.on(recorder).putAll(EIGHT_SECONDS);
        streamService.liveOddly(stream);
        stream.awaitCaptured(4);

        stream.ended();
        awaitPolls(3);

        List<Map<String, Object>> recordings = recorder.sql(
                "SELECT end_reason FROM recording_capture WHERE stream_key = ? AND ended_at IS NOT NULL", stream.key());
        assertThat(recordings).hasSize(1);
        streamService.unlisted(stream);
    }

    @Test
    void a_service_that_does_not_know_the_stream_ends_nothing() {
        Stream stream = Stream.on(recorder);
        streamService.live(stream, stream.clock());
        stream.started().putAll(EIGHT_SECONDS.subList(0, 2)).awaitCaptured(2);

        streamService.unknown(stream);
        await().atMost(LONG).until(() -> streamService.asked("/streams/" + stream.id()) >= 2);
        awaitPolls(2);

        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        stream.ended().awaitCompleted();
    }

    @Test
    @Tag("long")
    void a_service_that_talks_nonsense_ends_nothing(RealParts parts) {
        try (StreamService nonsense = new StreamService();
                Recorder own = parts.recorder()
                        .with("STREAM_SERVICE_URL", nonsense.url())
                        .start()) {
            Stream stream = Stream.on(own);
            nonsense.live(stream, stream.clock());
            stream.started().putAll(EIGHT_SECONDS).awaitCaptured(4);

            for (String body : List.of("<html>", "{}", "{\"streams\":7}", "[]", "")) {
                nonsense.answers(200, body);
                await().atMost(LONG).until(() -> nonsense.asked("/streams/live") >= 2);
            }
            nonsense.answers(503, "{\"streams\":[]}");
            await().atMost(LONG).until(() -> nonsense.asked("/streams/live") >= 2);

            assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        }
    }

    @Tag("long")
    @Test
    void without_a_stream_service_nobody_is_asked_and_nobody_told(RealParts parts) {
        try (Recorder own = parts.recorder()
                .with("STREAM_SERVICE_URL", "")
                .with("VOD_SERVICE_URL", "")
                .with("VOD_IMPORT", "on")
                .with("STALE_AFTER", "3s")
                .start()) {
            Stream.on(own).started().putAll(EIGHT_SECONDS).awaitCaptured(4).awaitCompleted();
            assertThat(own.post(
                                    "/webhook/stream",
                                    "{\"stream_key\":\"k\",\"event\":\"started\",\"hls_url\":\"x\",\"timestamp\":0}")
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(LONG).until(() -> !own.sql("SELECT 1 FROM recordings WHERE status = 'failed'")
                    .isEmpty());

            assertThat(own.sql("SELECT 1 FROM hand_over")).isEmpty();
            assertThat(own.logged()).doesNotContain("WARN ", "Stream Service", "VOD");
        }
    }

    @Tag("long")
    @Test
    void a_stream_that_nobody_says_is_live_and_that_is_silent_is_ended(RealParts parts) {
        try (Recorder own = parts.recorder().with("STALE_AFTER", "3s").start()) {
            Stream stream = Stream.on(own).started().putAll(EIGHT_SECONDS).awaitCaptured(4);

            JsonNode recording = stream.awaitCompleted();

            assertThat(recording.path("duration").asLong()).isEqualTo(8);
            assertThat(stream.capture().get("end_reason")).isEqualTo("stale");
        }
    }

    private void awaitPolls(int more) {
        int before = streamService.asked("/streams/live");
        await().atMost(LONG).until(() -> streamService.asked("/streams/live") >= before + more);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
