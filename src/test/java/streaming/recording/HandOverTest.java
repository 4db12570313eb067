package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.embedded.Ports;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Hold;
import streaming.recording.support.HoldingStore;
import streaming.recording.support.RealParts;
import streaming.recording.support.Receiver;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.StreamService;

/**
 * The Stream Service is told of each recording, at least once and in order, and never while that would delete what is
 * needed.
 */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandOverTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String TOLD = "/webhooks/recording-complete";

    private final StreamService streamService = new StreamService();
    private HoldingStore store;
    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) {
        store = new HoldingStore(parts);
        recorder = parts.recorder()
                .with("MINIO_ENDPOINT", store.endpoint())
                .with("STREAM_SERVICE_URL", streamService.url())
                .with("HAND_OVER_DELAY", "200ms")
                .start();
    }

    @AfterAll
    void stop() {
        recorder.close();
        store.close();
        streamService.close();
    }

    @Test
    void a_success_is_told_once_the_row_is_completed() throws Exception {
        Stream stream = Stream.on(recorder);
        streamService.answersWhenTold(stream.key(), 200);

        stream.started().putAll(FOUR_SECONDS).ended().awaitCompleted();

        Map<String, Object> handOver = awaitDone(recorder, stream);
        assertThat(handOver)
                .containsEntry("outcome", "sent")
                .containsEntry("answer", 200)
                .containsEntry("error", null);
        assertThat(streamService.told(stream.key())).hasSize(1);
        assertThat(new ObjectMapper().readTree(streamService.told(stream.key()).get(0)))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"stream_key\":\"" + stream.key() + "\",\"stream_id\":\"" + stream.id()
                                + "\",\"success\":true}"));
        assertThat(story(stream)).containsExactly("hand-over.sent");
    }

    @Test
    void a_failure_is_told_as_well() {
        Stream stream = Stream.on(recorder);
        streamService.answersWhenTold(stream.key(), 200);

        stream.started().ended().awaitFailed();

        assertThat(awaitDone(recorder, stream)).containsEntry("outcome", "sent");
        assertThat(streamService.told(stream.key())).singleElement().asString().contains("\"success\": false");
    }

    @Test
    void nothing_is_told_while_the_broadcaster_is_live_again_and_both_in_order_afterwards() {
        Stream first = Stream.on(recorder);
        streamService.answersWhenTold(first.key(), 503);
        first.started().putAll(FOUR_SECONDS).ended().awaitCompleted();
        await().atMost(LONG).until(() -> story(first).contains("hand-over.postponed"));

        Stream second = first.again().started();
        int before = streamService.told(first.key()).size();
        streamService.answersWhenTold(first.key(), 200);
        await().atMost(LONG).until(() -> story(first).contains("hand-over.waiting"));
        assertThat(cause(first, "hand-over.waiting"))
                .isEqualTo(
                        "another recording of the key is live, in processing, failed or in doubt, or a newer start is known");
        second.put("segment_100.ts", FOUR_SECONDS.get(0)).put("segment_101.ts", FOUR_SECONDS.get(1));
        second.awaitCaptured(2 + 2);
        // one request may have been under way when the second broadcast began
        assertThat(streamService.told(first.key()).size()).isLessThanOrEqualTo(before + 1);
        assertThat(awaitOpen(first)).containsEntry("outcome", null);

        second.ended().awaitCompleted();

        awaitDone(recorder, second);
        List<String> told = streamService.told(first.key());
        assertThat(told.get(told.size() - 2)).contains(first.id().toString());
        assertThat(told.get(told.size() - 1)).contains(second.id().toString());
    }

    @Test
    void nothing_is_told_while_a_failed_recording_of_the_key_can_be_rebuilt_from_the_bucket() {
        Stream failed = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);
        String id = failed.recording().path("id").asText();
        recorder.sql(
                "UPDATE recording_capture SET ended_at = now(), next_attempt_at = now() + interval '1 hour', owner = NULL, stage = NULL,"
                        + " lease_until = NULL WHERE recording_id = ?::uuid",
                id);
        recorder.sql(
                "UPDATE recordings SET status = 'failed', completed_at = now() AT TIME ZONE 'UTC' WHERE id = ?::uuid",
                id);
        Stream next = failed.again();
        streamService.answersWhenTold(next.key(), 200);
        next.started().put("segment_100.ts", FOUR_SECONDS.get(0)).ended().awaitCompleted();

        await().atMost(LONG).until(() -> story(next).contains("hand-over.waiting"));
        assertThat(streamService.told(next.key())).isEmpty();

        assertThat(recorder.asAdmin("DELETE", "/recording/" + id).statusCode()).isEqualTo(200);

        assertThat(awaitDone(recorder, next)).containsEntry("outcome", "sent");
    }

    @Test
    void nothing_is_told_while_the_stream_service_says_that_the_key_is_live() {
        Stream stream = Stream.on(recorder);
        streamService
                .answersWhenTold(stream.key(), 200)
                .live(stream, stream.clock())
                .unlisted(stream);
        stream.started().putAll(FOUR_SECONDS).ended().awaitCompleted();

        await().atMost(LONG).until(() -> story(stream).contains("hand-over.waiting"));
        assertThat(cause(stream, "hand-over.waiting")).isEqualTo("the Stream Service says that the key is live");
        assertThat(streamService.told(stream.key())).isEmpty();

        streamService.offline(stream);

        assertThat(awaitDone(recorder, stream)).containsEntry("outcome", "sent").containsEntry("attempts", 1);
        assertThat(streamService.told(stream.key())).hasSize(1);
    }

    @Test
    void nothing_is_told_of_an_mp4_that_has_gone() {
        Stream stream = Stream.on(recorder);
        streamService.answersWhenTold(stream.key(), 503);
        String path = stream.started()
                .putAll(FOUR_SECONDS)
                .ended()
                .awaitCompleted()
                .path("file_path")
                .asText();
        await().atMost(LONG).until(() -> story(stream).contains("hand-over.postponed"));

        recorder.s3().deleteObject(delete -> delete.bucket(recorder.recordingsBucket())
                .key(path.substring(path.indexOf('/') + 1)));
        streamService.answersWhenTold(stream.key(), 200);

        await().atMost(LONG).until(() -> String.valueOf(awaitOpen(stream).get("error"))
                .endsWith("is not in the bucket as it was when the recording was completed"));
        assertThat(awaitOpen(stream)).containsEntry("outcome", null);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 410})
    void an_address_that_is_not_there_is_not_asked_again(int status) {
        Stream stream = Stream.on(recorder);
        streamService.answersWhenTold(stream.key(), status);

        stream.started().putAll(FOUR_SECONDS).ended().awaitCompleted();

        assertThat(awaitDone(recorder, stream))
                .containsEntry("outcome", "refused")
                .containsEntry("answer", status)
                .containsEntry("attempts", 1);
        assertThat(story(stream)).containsExactly("hand-over.refused");
        String line =
                "outcome=refused recording=" + stream.recording().path("id").asText();
        await().atMost(LONG).until(() -> recorder.logged().contains(line));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 429, 500, 503})
    void any_other_answer_is_tried_again_and_a_redirect_is_not_followed(int status) {
        Stream stream = Stream.on(recorder);
        streamService.answersWhenTold(stream.key(), status);
        stream.started().putAll(FOUR_SECONDS).ended().awaitCompleted();
        await().atMost(LONG).until(() -> story(stream).size() >= 2);
        assertThat(streamService.asked("/elsewhere")).isZero();

        streamService.answersWhenTold(stream.key(), 200);

        Map<String, Object> done = awaitDone(recorder, stream);
        assertThat(done).containsEntry("outcome", "sent");
        assertThat(streamService.told(stream.key())).as("once an attempt").hasSize((Integer) done.get("attempts"));
        assertThat(story(stream))
                .startsWith("hand-over.postponed", "hand-over.postponed")
                .endsWith("hand-over.sent");
        assertThat(cause(stream, "hand-over.postponed")).startsWith("answered " + status);
    }

    @Test
    void the_longest_wait_is_a_day() {
        Stream stream = Stream.on(recorder);
        streamService.answersWhenTold(stream.key(), 500);
        stream.started().putAll(FOUR_SECONDS).ended().awaitCompleted();
        await().atMost(LONG).until(() -> story(stream).contains("hand-over.postponed"));

        recorder.sql(
                "UPDATE hand_over SET attempts = 1000, next_attempt_at = now(), owner = NULL, lease_until = NULL WHERE stream_key = ?",
                stream.key());

        await().atMost(LONG).until(() -> !recorder.sql(
                        "SELECT 1 FROM hand_over WHERE stream_key = ? AND attempts > 1000"
                                + " AND next_attempt_at BETWEEN now() + interval '23 hours' AND now() + interval '24 hours'",
                        stream.key())
                .isEmpty());
    }

    @Test
    void a_lease_of_a_clock_that_was_years_ahead_blocks_nobody() {
        Stream stream = Stream.on(recorder);
        streamService.answersWhenTold(stream.key(), 500);
        stream.started().putAll(FOUR_SECONDS).ended().awaitCompleted();
        await().atMost(LONG).until(() -> story(stream).contains("hand-over.postponed"));
        recorder.sql(
                "UPDATE hand_over SET owner = 'gone', lease_until = now() + interval '10 years',"
                        + " next_attempt_at = now() + interval '10 years' WHERE stream_key = ?",
                stream.key());

        streamService.answersWhenTold(stream.key(), 200);

        assertThat(awaitDone(recorder, stream)).containsEntry("outcome", "sent");
    }

    @Test
    void a_recording_that_is_deleted_is_not_told_of_any_more() {
        Stream stream = Stream.on(recorder);
        streamService.answersWhenTold(stream.key(), 503);
        String id = stream.started()
                .putAll(FOUR_SECONDS)
                .ended()
                .awaitCompleted()
                .path("id")
                .asText();
        await().atMost(LONG).until(() -> story(stream).contains("hand-over.postponed"));

        // the next attempt is under way, and looks whether the MP4 is still there
        try (Hold held = store.request("HEAD .*" + stream.key() + "\\.mp4.*")) {
            held.awaitReached();
            recorder.sql("DELETE FROM recordings WHERE id = ?::uuid", id);
        }

        assertThat(awaitDone(recorder, stream)).containsEntry("outcome", "dropped");
        assertThat(story(stream)).endsWith("hand-over.dropped");
    }

    @Test
    @Tag("long")
    void a_hand_over_survives_kill_9_and_a_neighbour_that_is_away(RealParts parts) throws Exception {
        int port = Ports.free();
        try (Recorder own = parts.recorder()
                .with("STREAM_SERVICE_URL", "http://127.0.0.1:" + port)
                .with("HAND_OVER_DELAY", "200ms")
                .start()) {
            Stream stream = Stream.on(own).started().putAll(FOUR_SECONDS).ended();
            stream.awaitCompleted();
            await().atMost(LONG)
                    .until(() -> !own.sql("SELECT 1 FROM hand_over WHERE attempts > 0 AND error IS NOT NULL")
                            .isEmpty());

            own.kill();
            try (Receiver back = new Receiver(port).answersLate(TOLD, stream.key(), 200, "", Duration.ofSeconds(4))) {
                own.start();
                await().atMost(LONG)
                        .until(() -> !back.received(TOLD, stream.key()).isEmpty());
                // killed before it has heard the answer: told again
                own.kill();
                back.answers(TOLD, 200, "");
                own.start();

                assertThat(awaitDone(own, stream)).containsEntry("outcome", "sent");
                assertThat(back.received(TOLD, stream.key()).size()).isGreaterThanOrEqualTo(2);
            }
        }
    }

    @Test
    @Tag("long")
    void switched_off_it_tells_nobody(RealParts parts) {
        try (Recorder own = parts.recorder().with("STREAM_NOTIFY", "off").start()) {
            Stream stream = Stream.on(own).started().putAll(FOUR_SECONDS).ended();
            stream.awaitCompleted();

            assertThat(own.sql("SELECT 1 FROM hand_over")).isEmpty();
        }
    }

    private Map<String, Object> awaitOpen(Stream stream) {
        return await().atMost(LONG)
                .until(
                        () -> recorder.sql(
                                "SELECT * FROM hand_over WHERE recording_id = ?::uuid",
                                stream.recording().path("id").asText()),
                        rows -> rows.size() == 1)
                .get(0);
    }

    /** The last hand-over of the key, once it is over. */
    private static Map<String, Object> awaitDone(Recorder recorder, Stream stream) {
        return await("hand-over of " + stream.key() + " is over, see " + recorder.log())
                .atMost(LONG)
                .until(
                        () -> recorder.sql(
                                "SELECT * FROM hand_over WHERE stream_key = ? AND NOT EXISTS (SELECT 1 FROM hand_over o WHERE o.stream_key = ?"
                                        + " AND o.done_at IS NULL) ORDER BY id DESC",
                                stream.key(),
                                stream.key()),
                        rows -> !rows.isEmpty())
                .get(0);
    }

    private List<String> story(Stream stream) {
        return recorder
                .sql(
                        "SELECT kind FROM recording_event WHERE stream_key = ? AND kind LIKE 'hand-over.%' ORDER BY id",
                        stream.key())
                .stream()
                .map(row -> (String) row.get("kind"))
                .toList();
    }

    private String cause(Stream stream, String kind) {
        return (String) recorder.sql(
                        "SELECT detail->>'cause' AS cause FROM recording_event WHERE stream_key = ? AND kind = ? ORDER BY id",
                        stream.key(),
                        kind)
                .get(0)
                .get("cause");
    }
}
