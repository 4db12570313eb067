package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Losses;
import streaming.recording.support.RealParts;
import streaming.recording.support.Receiver;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.StreamService;

/**
 * A recording whose MP4 may not be the whole broadcast is completed, says so everywhere, and its live segments are
 * kept.
 */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoubtTest {

    private static final List<Path> EIGHT_SECONDS =
            Segments.of(Duration.ofSeconds(8)).make();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StreamService streamService = new StreamService();
    private final Receiver other = new Receiver();
    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) {
        other.answers("/told", 200, "");
        recorder = parts.recorder()
                .with("STREAM_SERVICE_URL", streamService.url())
                .with("HAND_OVER_DELAY", "200ms")
                .with("NOTIFY_URLS", other.url() + "/told")
                .start();
    }

    @AfterAll
    void stop() {
        recorder.close();
        streamService.close();
        other.close();
    }

    @Test
    void the_stream_service_is_not_told_of_a_recording_in_doubt_and_nothing_waits_for_it() {
        Stream stream = lossy(Stream.on(recorder));
        streamService.answersWhenTold(stream.key(), 200);

        String id = stream.ended().awaitCompleted().path("id").asText();

        assertThat(awaitDone(recorder, id, "stream-service"))
                .containsEntry("outcome", "kept")
                .containsEntry("attempts", 1)
                .containsEntry("answer", null)
                .containsEntry("error", "the recording is in doubt: units-dropped");
        assertThat(streamService.told(stream.key())).isEmpty();
        assertThat(stream.awaitStory("hand-over.kept").path("cause").asText())
                .isEqualTo("the recording is in doubt: units-dropped");
    }

    @Test
    void report_events_messages_log_and_metrics_say_it() throws Exception {
        Stream stream = lossy(Stream.on(recorder)).ended();
        String id = stream.awaitCompleted().path("id").asText();

        JsonNode doubts = stream.report().at("/report/doubts");
        assertThat(doubts).hasSizeBetween(1, 2).allSatisfy(doubt -> {
            assertThat(doubt.path("code").asText()).isEqualTo("units-dropped");
            assertThat(doubt.path("text").asText())
                    .matches("\\d+ of \\d+ (pictures|frames) of the track (h264|aac) are not in the MP4, .* %: .+");
        });
        assertThat(stream.report().at("/report/dropped")).isNotEmpty().allSatisfy(drop -> assertThat(
                        drop.path("track").asInt(-1))
                .as("track of %s", drop)
                .isBetween(0, 1));
        assertThat(stream.awaitStory("recording.completed").path("doubts")).isEqualTo(doubts);
        assertThat(recorder.json(recorder.get("/overview/" + id)).at("/recording/doubts"))
                .isEqualTo(doubts);
        JsonNode message = messageOfEnd(id);
        assertThat(message.at("/data/status").asText()).isEqualTo("completed");
        assertThat(message.at("/data/doubts")).isEqualTo(doubts);
        await().atMost(LONG)
                .until(() -> recorder.logged().contains("WARN")
                        && recorder.logged().contains("Recording in doubt: recording=" + id + " doubts=units-dropped"));
        await("gauge").atMost(LONG).until(() -> recorder.observe("/metrics")
                .body()
                .lines()
                .anyMatch(line -> line.startsWith("recorder_recordings_in_doubt_today") && !line.endsWith(" 0.0")));
    }

    @Test
    void a_recording_without_doubt_says_so_and_its_message_too() throws Exception {
        Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS);
        streamService.answersWhenTold(stream.key(), 200);
        String id = stream.ended().awaitCompleted().path("id").asText();

        assertThat(stream.report().at("/report/doubts").isArray()).isTrue();
        assertThat(stream.report().at("/report/doubts")).isEmpty();
        assertThat(stream.report().at("/report/tracks")).hasSize(2).allSatisfy(track -> {
            assertThat(track.path("coverage").asDouble()).isEqualTo(100);
            assertThat(track.path("holes")).isEmpty();
        });
        assertThat(stream.awaitStory("recording.completed").has("doubts")).isFalse();
        assertThat(awaitDone(recorder, id, "stream-service")).containsEntry("outcome", "sent");
        ObjectNode data = (ObjectNode) messageOfEnd(id).path("data");
        assertThat(data.path("doubts").isArray()).isTrue();
        assertThat(data.path("doubts")).isEmpty();
        data.remove(List.of("stream_key", "title", "coverage", "doubts"));
        assertThat(data).isEqualTo(stream.recording());
    }

    @Test
    void segments_that_were_captured_and_then_lost_are_missing_and_the_stream_service_deletes_nothing()
            throws IOException {
        Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
        streamService.answersWhenTold(stream.key(), 200);
        recorder.kill();
        for (Path segment : List.of(EIGHT_SECONDS.get(0), EIGHT_SECONDS.get(3))) {
            Files.delete(recorder.workFolder().resolve(stream.key()).resolve(segment.getFileName()));
            recorder.s3().deleteObject(delete -> delete.bucket(recorder.segmentsBucket())
                    .key(stream.key() + "/" + segment.getFileName()));
        }
        // this one is still in the bucket
        Files.delete(recorder.workFolder()
                .resolve(stream.key())
                .resolve(EIGHT_SECONDS.get(1).getFileName()));
        recorder.start();

        String id = stream.ended().awaitCompleted().path("id").asText();

        JsonNode report = stream.report().path("report");
        assertThat(report.at("/segments/expected").asInt()).isEqualTo(4);
        assertThat(report.at("/segments/captured").asInt()).isEqualTo(2);
        assertThat(report.at("/segments/missing").asInt()).isEqualTo(2);
        assertThat(report.path("coverage").asDouble()).isCloseTo(50, within(2.0));
        assertThat(report.path("holes")).hasSize(2).allSatisfy(hole -> {
            assertThat(hole.path("length").asDouble()).isCloseTo(2, within(0.1));
            assertThat(hole.path("cause").asText()).contains("its file was lost");
        });
        assertThat(report.at("/holes/1/at").asDouble()).isCloseTo(4, within(0.1));
        assertThat(report.path("doubts"))
                .extracting(doubt -> doubt.path("code").asText())
                .containsExactly("segments-lost");
        assertThat(awaitDone(recorder, id, "stream-service")).containsEntry("outcome", "kept");
        assertThat(streamService.told(stream.key())).isEmpty();
    }

    @Test
    void a_later_success_of_the_key_does_not_delete_what_is_kept_until_somebody_has_looked() {
        Stream first = lossy(Stream.on(recorder));
        streamService.answersWhenTold(first.key(), 200);
        String doubted = first.ended().awaitCompleted().path("id").asText();
        awaitDone(recorder, doubted, "stream-service");
        Stream second = first.again().started();
        second.put("segment_100.ts", EIGHT_SECONDS.get(0)).put("segment_101.ts", EIGHT_SECONDS.get(1));
        String id = second.ended().awaitCompleted().path("id").asText();

        await().atMost(LONG)
                .until(() -> recorder.sql(
                                        "SELECT 1 FROM hand_over WHERE recording_id = ?::uuid AND receiver = 'stream-service'"
                                                + " AND done_at IS NULL AND error LIKE '%in doubt%'",
                                        id)
                                .size()
                        == 1);
        assertThat(streamService.told(first.key())).isEmpty();

        // as docs/operations.md says
        recorder.sql(
                "UPDATE hand_over SET outcome = 'dropped', error = 'looked at' WHERE recording_id = ?::uuid AND outcome = 'kept'",
                doubted);

        assertThat(awaitDone(recorder, id, "stream-service")).containsEntry("outcome", "sent");
        assertThat(streamService.told(first.key()))
                .singleElement()
                .asString()
                .contains(second.id().toString())
                .contains("true");
    }

    @Test
    @Tag("long")
    void with_deliver_the_stream_service_is_told_all_the_same(RealParts parts) {
        try (Recorder own = parts.recorder()
                .with("STREAM_SERVICE_URL", streamService.url())
                .with("DOUBT", "deliver")
                .start()) {
            Stream stream = lossy(Stream.on(own));
            streamService.answersWhenTold(stream.key(), 200);

            String id = stream.ended().awaitCompleted().path("id").asText();

            assertThat(awaitDone(own, id, "stream-service")).containsEntry("outcome", "sent");
            assertThat(streamService.told(stream.key()))
                    .singleElement()
                    .asString()
                    .contains("\"success\": true");
            assertThat(stream.report().at("/report/doubts")).isNotEmpty();
        }
    }

    @Test
    void a_setting_that_is_neither_stops_the_start(RealParts parts) throws InterruptedException {
        try (Recorder own = parts.recorder().with("DOUBT", "yes").launch()) {
            assertThat(own.process().waitFor()).isEqualTo(2);
            assertThat(own.logged()).contains("DOUBT=yes is wrong: keep or deliver expected");
        }
    }

    /** Started, and with more than one picture in a hundred broken in the bucket. */
    private static Stream lossy(Stream stream) {
        List<Path> whole = new ArrayList<>(EIGHT_SECONDS);
        Path broken = whole.remove(2);
        return stream.started()
                .put(broken.getFileName().toString(), Losses.oneIn(40, broken))
                .putAll(whole);
    }

    /** The one behind recording.started. */
    private JsonNode messageOfEnd(String id) throws JsonProcessingException {
        await("message of " + id)
                .atMost(LONG)
                .until(() -> other.received("/told", id).size() >= 2);
        return JSON.readTree(other.received("/told", id).get(1).getBodyAsString());
    }

    private static Map<String, Object> awaitDone(Recorder recorder, String id, String receiver) {
        return await("hand-over of " + id + " to " + receiver + " is over, see " + recorder.log())
                .atMost(LONG)
                .until(
                        () -> recorder.sql(
                                "SELECT * FROM hand_over WHERE recording_id = ?::uuid AND receiver = ? AND done_at IS NOT NULL",
                                id,
                                receiver),
                        rows -> !rows.isEmpty())
                .get(0);
    }
}
