package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** GET /recording/{id}/report: of a recording that is live, and of one that is over. */
@ExtendWith(RealParts.Extension.class)
class ReportTest {

    private static final List<Path> TWELVE_SECONDS =
            Segments.of(Duration.ofSeconds(12)).make();

    /** A track of 4 s in the ith segment, on a clock that is about to wrap. */
    private static final String TRACK =
            "jsonb_build_object('pid', %d, 'kind', '%s', 'codec', '%s', 'configuration', 'c', 'accessUnits', 100,"
                    + " 'firstPts', (8500000000 + i * 360000::bigint) %% 8589934592, 'lastPts', (8500000000 + i * 360000::bigint) %% 8589934592, 'firstDts', 0,"
                    + " 'lastDts', 0, 'endPts', (8500000000 + (i + 1) * 360000::bigint) %% 8589934592)";

    private final Recorder recorder;

    ReportTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @Test
    void a_live_recording_says_what_is_missing_of_it_so_far() {
        Stream stream = Stream.on(recorder).started();
        JsonNode empty = stream.report();
        assertThat(empty.path("status").asText()).isEqualTo("recording");
        assertThat(empty.at("/report/live").asBoolean()).isTrue();
        assertThat(empty.at("/report/segments/expected").asInt()).isZero();

        stream.putAll(TWELVE_SECONDS.subList(0, 2))
                .put("segment_002.ts", "<html>".getBytes(StandardCharsets.UTF_8))
                .put(TWELVE_SECONDS.get(3))
                .put(TWELVE_SECONDS.get(5))
                .awaitCaptured(4);
        stream.awaitStory("segment.damaged");
        JsonNode report = stream.report().path("report");

        assertThat(report.at("/segments/expected").asInt()).isEqualTo(6);
        assertThat(report.at("/segments/captured").asInt()).isEqualTo(5);
        assertThat(report.at("/segments/missing").asInt()).isEqualTo(1);
        assertThat(report.at("/segments/damaged").asInt()).isEqualTo(1);
        assertThat(report.path("holes"))
                .extracting(hole -> hole.path("cause").asText())
                .containsExactly(
                        stream.key() + "/segment_002.ts is damaged: HTML page",
                        "segment 4 is missing: never seen in the bucket");
        assertThat(report.at("/holes/0/at").asDouble()).isCloseTo(4, within(0.1));
        assertThat(report.at("/holes/1/length").asDouble()).isCloseTo(2, within(0.1));
        assertThat(report.path("coverage").asDouble()).isCloseTo(66.7, within(1.0));
        assertThat(report.path("tracks"))
                .extracting(track -> track.path("kind").asText())
                .containsExactly("video", "audio");
        assertThat(report.path("tracks")).allSatisfy(track -> {
            assertThat(track.path("coverage").asDouble()).isCloseTo(66.7, within(1.0));
            assertThat(track.path("holes")).hasSize(2);
        });

        stream.put(TWELVE_SECONDS.get(2)).put(TWELVE_SECONDS.get(4));
        await("the holes are filled")
                .atMost(Duration.ofSeconds(30))
                .until(() -> stream.report().at("/report/holes").isEmpty());
        assertThat(stream.report().at("/report/coverage").asDouble()).isEqualTo(100);

        stream.ended().awaitCompleted();
        JsonNode finished = stream.report().path("report");
        assertThat(finished.path("live").asBoolean(true)).isFalse();
        assertThat(finished.path("coverage").asDouble()).isEqualTo(100);
    }

    /** The page asks every 10 s; what it costs is in docs/performance.md. */
    @Test
    void a_ledger_of_three_days_is_told() {
        String id = UUID.randomUUID().toString();
        recorder.sql("INSERT INTO recordings (id, file_path, status) VALUES (?::uuid, '', 'recording')", id);
        // ended, so that nobody looks after it
        recorder.sql(
                "INSERT INTO recording_capture (recording_id, stream_key, bucket, prefix, started_event_id, started_event_at, capture_since,"
                        + " ended_at, next_attempt_at) VALUES (?::uuid, 'a-day', 'b', 'a-day/', 0, now(), now(), now(), now() + interval '1 day')",
                id);
        recorder.sql(
                "INSERT INTO recording_segment (recording_id, sequence, object_key, etag, last_modified, size, file, state, tracks)"
                        + " SELECT ?::uuid, i, 'a-day/segment_' || i || '.ts', md5(i::text), now() + i * interval '4 s', 1, i || '.ts', 'captured',"
                        + " jsonb_build_array(" + TRACK.formatted(256, "VIDEO", "h264") + ", "
                        + TRACK.formatted(257, "AUDIO", "aac") + ")"
                        + " FROM generate_series(1, 65000) i",
                id);
        JsonNode report =
                recorder.json(recorder.get("/recording/" + id + "/report")).path("report");

        assertThat(report.path("duration").asDouble()).as("the clock wraps").isEqualTo(260_000);
        assertThat(report.path("coverage").asDouble()).isEqualTo(100);
        recorder.sql("DELETE FROM recordings WHERE id = ?::uuid", id);
    }

    @Test
    void a_recording_that_failed_or_is_not_ours_has_no_report_and_one_that_never_was_is_not_found() {
        Stream stream = Stream.on(recorder).started().ended();
        stream.awaitFailed();
        JsonNode failed = stream.report();
        assertThat(failed.path("report").isNull()).isTrue();
        assertThat(failed.path("error").asText()).isEqualTo("no segment was captured");

        String other = UUID.randomUUID().toString();
        recorder.sql("INSERT INTO recordings (id, file_path, status) VALUES (?::uuid, '', 'recording')", other);
        assertThat(recorder.json(recorder.get("/recording/" + other + "/report"))
                        .path("report")
                        .isNull())
                .isTrue();
        assertThat(recorder.get("/recording/" + UUID.randomUUID() + "/report").statusCode())
                .isEqualTo(404);
    }
}
