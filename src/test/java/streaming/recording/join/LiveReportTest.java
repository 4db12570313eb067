package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TrackContent.Kind;

/** What a ledger alone tells of a live recording. */
class LiveReportTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TWO_SECONDS = 180_000;
    /** The 33-bit clock begins again within the ledger. */
    private static final long FIRST = Ticks.WRAP - 3 * TWO_SECONDS;

    private static final Instant BEGUN = Instant.parse("2026-11-27T10:00:00Z");

    private final List<Map<String, Object>> ledger = new ArrayList<>();

    @Test
    void before_the_first_segment_nothing_is_missing() throws Exception {
        JsonNode report = report();

        assertThat(report.path("live").asBoolean()).isTrue();
        assertThat(report.path("doubts")).isEmpty();
        assertThat(report.at("/segments/captured").asInt()).isZero();
        assertThat(report.path("holes")).isEmpty();
        assertThat(report.path("tracks")).isEmpty();
    }

    @Test
    void all_is_there_when_all_was_captured_in_whatever_order_although_sound_lies_behind_pictures() throws Exception {
        captured(0, 20);
        Collections.shuffle(ledger, new Random(1));

        JsonNode report = report();

        assertThat(report.path("coverage").asDouble()).isEqualTo(100);
        assertThat(report.path("holes")).isEmpty();
        assertThat(report.path("duration").asDouble()).isEqualTo(40.4);
        assertThat(report.at("/tracks/0").toString())
                .isEqualTo("{\"kind\":\"video\",\"codec\":\"h264\",\"coverage\":100.0,\"holes\":[]}");
    }

    @Test
    void a_segment_that_is_missing_is_a_hole_of_all_tracks_with_its_place_and_cause() throws Exception {
        captured(0, 3);
        missing(3, "HTTP 403");
        captured(4, 10);

        JsonNode report = report();

        assertThat(report.at("/segments/expected").asInt()).isEqualTo(10);
        assertThat(report.at("/segments/missing").asInt()).isEqualTo(1);
        assertThat(report.path("holes")).hasSize(1);
        // sound of the segment before reaches 0.4 s into the hole
        assertThat(report.at("/holes/0/at").asDouble()).isEqualTo(6.4);
        assertThat(report.at("/holes/0/length").asDouble()).isEqualTo(2.0);
        assertThat(report.at("/holes/0/wall_clock").asText()).isEqualTo("2026-11-27T10:00:04Z");
        assertThat(report.at("/holes/0/cause").asText()).isEqualTo("segment 3 is missing: HTTP 403");
        assertThat(report.path("coverage").asDouble()).isEqualTo(90.2);
        assertThat(report.at("/tracks/0/holes").toString()).isEqualTo("[{\"at\":6.0,\"length\":2.0,\"kept\":true}]");
        assertThat(report.at("/tracks/1/holes").toString()).isEqualTo("[{\"at\":6.4,\"length\":2.0,\"kept\":true}]");
    }

    @Test
    void a_track_that_is_silent_for_three_segments_is_a_hole_of_that_track_alone() throws Exception {
        captured(0, 4);
        for (int i = 4; i < 7; i++) {
            ledger.add(row(i, null, video(i)));
        }
        captured(7, 10);

        JsonNode report = report();

        assertThat(report.path("holes")).isEmpty();
        assertThat(report.path("coverage").asDouble()).isEqualTo(70.59);
        assertThat(report.at("/tracks/0/coverage").asDouble()).isEqualTo(100);
        assertThat(report.at("/tracks/1/holes").toString()).isEqualTo("[{\"at\":8.4,\"length\":6.0,\"kept\":true}]");
    }

    @Test
    void a_track_that_has_not_come_back_is_missing_up_to_now() throws Exception {
        captured(0, 4);
        ledger.add(row(4, null, video(4)));
        ledger.add(row(5, null, video(5)));

        assertThat(report().at("/tracks/1/holes/0").toString()).isEqualTo("{\"at\":8.4,\"length\":3.6,\"kept\":true}");
    }

    @Test
    void a_damaged_segment_without_media_is_the_cause_of_its_hole() throws Exception {
        captured(0, 5);
        ledger.add(row(5, "HTML page"));
        captured(6, 10);

        JsonNode report = report();

        assertThat(report.at("/segments/damaged").asInt()).isEqualTo(1);
        assertThat(report.at("/segments/missing").asInt()).isZero();
        assertThat(report.at("/holes/0/cause").asText()).isEqualTo("key/segment_5.ts is damaged: HTML page");
    }

    @Test
    void a_clock_that_jumps_by_an_hour_between_two_uploads_is_no_hole() throws Exception {
        captured(0, 5);
        for (int i = 5; i < 10; i++) {
            ledger.add(row(i, null, video(i + 1500), audio(i + 1500)));
        }

        JsonNode report = report();

        assertThat(report.path("holes")).isEmpty();
        assertThat(report.path("duration").asDouble()).isBetween(20.4, 20.8);
    }

    @Test
    void a_publisher_that_comes_back_under_another_name_and_an_earlier_number_follows_itself() throws Exception {
        captured(0, 5);
        for (int i = 5; i < 10; i++) {
            Map<String, Object> row = row(i, null, video(i), audio(i));
            row.put("object_key", "key/again_" + (i - 5) + ".ts");
            row.put("sequence", i - 5L);
            ledger.add(row);
        }

        JsonNode report = report();

        assertThat(report.path("holes")).isEmpty();
        assertThat(report.at("/segments/missing").asInt()).isZero();
        assertThat(report.path("duration").asDouble()).isEqualTo(20.4);
    }

    @Test
    void numbering_that_begins_again_over_the_old_names_is_another_run() throws Exception {
        captured(0, 4);
        for (int i = 4; i < 10; i++) {
            Map<String, Object> row = row(i, null, video(i), audio(i));
            row.put("object_key", "key/segment_" + (i - 4) + ".ts");
            row.put("sequence", i - 4L);
            row.put("run", i - 4 < 4 ? 1 : 0);
            ledger.add(row);
        }
        Collections.shuffle(ledger, new Random(2));

        JsonNode report = report();

        assertThat(report.path("holes")).isEmpty();
        assertThat(report.path("duration").asDouble()).isEqualTo(20.4);
    }

    @Test
    void a_slate_that_the_playlist_lists_twice_is_counted_twice() throws Exception {
        captured(0, 10);
        for (int i = 0; i < 10; i++) {
            ledger.get(i).put("media_sequence", (long) (i < 5 ? i : i + 1));
        }
        for (long place : List.of(5, 11)) {
            Map<String, Object> slate = row(0, null, video(700), audio(700));
            slate.put("object_key", "key/slate.ts");
            slate.put("etag", "slate#" + place);
            slate.put("sequence", place);
            slate.put("media_sequence", place);
            slate.put("discontinuity", true);
            ledger.add(slate);
        }
        ledger.get(5).put("discontinuity", true);
        ledger.get(11).put("again", true);
        Collections.shuffle(ledger, new Random(3));

        JsonNode report = report();

        assertThat(report.path("holes")).isEmpty();
        assertThat(report.path("duration").asDouble()).isEqualTo(24.4);
    }

    @Test
    void holes_that_are_closed_take_no_time() throws Exception {
        captured(0, 3);
        captured(4, 10);

        JsonNode report =
                JSON.readTree(new LiveReport(Path.of("target"), GapPolicy.COLLAPSE, null).of(rows()::forEach));

        assertThat(report.at("/holes/0/kept").asBoolean(true)).isFalse();
        // each track lacks two seconds
        assertThat(report.path("duration").asDouble()).isEqualTo(18.4);
        assertThat(report.path("coverage").asDouble()).isEqualTo(90.2);
    }

    private JsonNode report() throws IOException {
        return JSON.readTree(new LiveReport(Path.of("target"), GapPolicy.KEEP, null).of(rows()::forEach));
    }

    private List<LedgerRow> rows() {
        return ledger.stream()
                .map(row -> new LedgerRow(
                        (String) row.get("object_key"),
                        (String) row.get("etag"),
                        (Integer) row.get("run"),
                        (Long) row.get("sequence"),
                        (Long) row.get("media_sequence"),
                        row.containsKey("again"),
                        (String) row.get("state"),
                        (String) row.get("file"),
                        (Boolean) row.get("discontinuity"),
                        (OffsetDateTime) row.get("last_modified"),
                        (String) row.get("reason"),
                        (String) row.get("tracks")))
                .toList();
    }

    private void captured(int from, int to) {
        for (int i = from; i < to; i++) {
            ledger.add(row(i, null, video(i), audio(i)));
        }
    }

    private void missing(int number, String reason) {
        Map<String, Object> row = row(number, reason);
        row.put("state", "missing");
        row.put("tracks", null);
        ledger.add(row);
    }

    private static TrackContent video(int number) {
        return track(256, Kind.VIDEO, "h264", FIRST + number * TWO_SECONDS);
    }

    /** 0.4 s behind the pictures. */
    private static TrackContent audio(int number) {
        return track(257, Kind.AUDIO, "aac", FIRST + number * TWO_SECONDS + 36_000);
    }

    private static TrackContent track(int pid, Kind kind, String codec, long from) {
        return new TrackContent(
                pid,
                kind,
                codec,
                "",
                60,
                Ticks.wrapped(from),
                Ticks.wrapped(from + TWO_SECONDS - 3000),
                Ticks.wrapped(from),
                Ticks.wrapped(from + TWO_SECONDS - 3000),
                Ticks.wrapped(from + TWO_SECONDS));
    }

    /** As load-ledger.sql gives it; uploaded 2 s after the one before. */
    private static Map<String, Object> row(int number, String damage, TrackContent... tracks) {
        Map<String, Object> row = new HashMap<>();
        row.put("object_key", "key/segment_" + number + ".ts");
        row.put("etag", "etag-" + number);
        row.put("run", 0);
        row.put("sequence", (long) number);
        row.put("state", damage == null ? "captured" : "damaged");
        row.put("file", "segment_" + number + ".ts");
        row.put("discontinuity", false);
        row.put("last_modified", BEGUN.plusSeconds(2L * number).atOffset(ZoneOffset.UTC));
        row.put("reason", damage);
        try {
            row.put("tracks", JSON.writeValueAsString(tracks));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return row;
    }
}
