package streaming.recording.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import streaming.recording.embedded.Postgres;
import streaming.recording.support.ServiceTables;

/**
 * Where the segments of a broadcast stand by one window of its playlist after the other. A name with ! has a
 * discontinuity before it.
 */
class PlacesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final long TWO_SECONDS = 180_000;

    private static Postgres postgres;
    private static SingleConnectionDataSource connection;

    private final Map<String, Instant> uploaded = new LinkedHashMap<>();
    private UUID id;
    private Instant now;
    private boolean fetches;

    @BeforeAll
    static void start() throws SQLException {
        postgres = Postgres.builder().durable(false).start();
        connection = new SingleConnectionDataSource(postgres.jdbcUrl(), postgres.user(), postgres.password(), true);
        ServiceTables.in(postgres);
    }

    @AfterAll
    static void stop() {
        connection.destroy();
        postgres.close();
    }

    @BeforeEach
    void record() {
        id = UUID.randomUUID();
        now = START;
        fetches = true;
        sql("INSERT INTO recordings (id, file_path) VALUES (?, '') RETURNING 1", id);
        sql(
                "INSERT INTO recording_capture (recording_id, stream_key, bucket, prefix, folder, started_event_id, started_event_at,"
                        + " capture_since, owner) VALUES (?, ?::text, 'b', ?::text, ?::text, 1, ?::timestamptz, ?::timestamptz, 'me') RETURNING 1",
                id,
                id.toString(),
                id + "/",
                id.toString(),
                START.toString(),
                START.toString());
    }

    @Test
    void an_object_that_one_playlist_lists_more_than_once_stands_at_each_place() throws Exception {
        window(0, "a1.ts", "a2.ts", "!slate.ts", "!a3.ts", "!slate.ts", "!a4.ts", "a5.ts", "!slate.ts");

        assertThat(order()).containsExactly("a1", "a2", "slate", "a3", "slate", "a4", "a5", "slate");
        assertThat(unused()).isEmpty();
        assertThat(sql("SELECT ticks, segments FROM recording_capture WHERE recording_id = ?", id))
                .containsExactly(Map.of("ticks", 8 * TWO_SECONDS, "segments", 8L));
    }

    @Test
    void also_when_the_playlist_slides_from_one_to_the_next() throws Exception {
        window(0, "a1.ts", "a2.ts", "!slate.ts");
        window(2, "!slate.ts", "!a3.ts", "a4.ts");
        window(4, "a4.ts", "!slate.ts", "!a5.ts");
        window(5, "!slate.ts", "!a5.ts", "!slate.ts");

        assertThat(order()).containsExactly("a1", "a2", "slate", "a3", "a4", "slate", "a5", "slate");
        assertThat(unused()).isEmpty();
    }

    @Test
    void a_file_that_is_looped_is_recorded_as_often_as_it_is_listed() throws Exception {
        window(0, "f0.ts", "f1.ts", "f2.ts");
        window(2, "f2.ts", "!f0.ts", "f1.ts");
        window(4, "f1.ts", "f2.ts", "!f0.ts");

        assertThat(order()).containsExactly("f0", "f1", "f2", "f0", "f1", "f2", "f0");
        assertThat(unused()).isEmpty();
    }

    @Test
    void without_a_discontinuity_it_stays_at_its_first_place_and_is_in_doubt() throws Exception {
        window(0, "a1.ts", "slate.ts", "a2.ts", "slate.ts");
        window(3, "slate.ts", "a3.ts", "slate.ts", "a4.ts");

        assertThat(order()).containsExactly("a1", "slate", "a2", "a3", "a4");
        assertThat(unused()).containsExactly("slate 2 no EXT-X-DISCONTINUITY is between them");
    }

    @Test
    void a_publisher_that_jumps_and_lists_its_last_segments_again_doubles_nothing() throws Exception {
        window(7, "a7.ts", "a8.ts", "a9.ts");
        window(20, "!a8.ts", "a9.ts", "a10.ts");
        window(21, "a9.ts", "a10.ts", "a11.ts");

        assertThat(order()).containsExactly("a7", "a8", "a9", "a10", "a11");
        assertThat(unused()).isEmpty();
    }

    @Test
    void nor_one_that_miscounts_by_one_or_begins_to_count_again() throws Exception {
        window(10, "a0.ts", "a1.ts", "a2.ts");
        window(12, "a1.ts", "a2.ts", "a3.ts");
        now = now.plusSeconds(20);
        window(0, "a3.ts", "a4.ts");
        window(1, "a4.ts", "a5.ts");

        assertThat(order()).containsExactly("a0", "a1", "a2", "a3", "a4", "a5");
        assertThat(unused()).isEmpty();
    }

    @Test
    void a_slate_of_which_it_is_not_known_what_came_between_is_in_doubt() throws Exception {
        window(0, "a1.ts", "!slate.ts", "!a2.ts");
        window(9, "!slate.ts", "!a9.ts");

        assertThat(order()).containsExactly("a1", "slate", "a2", "a9");
        assertThat(unused()).containsExactly("slate 1 the playlist was not seen between them");
    }

    @Test
    void a_slate_behind_media_sequences_that_began_again_is_in_doubt() throws Exception {
        window(1, "a1.ts", "!slate.ts", "!a3.ts");
        now = now.plusSeconds(20);
        window(0, "a4.ts", "!slate.ts", "!a5.ts");

        assertThat(order()).containsExactly("a1", "slate", "a3", "a4", "a5");
        assertThat(unused()).containsExactly("slate 1 the media sequences begin again");
    }

    @Test
    void where_media_sequences_are_not_believed_places_are_not_used_and_that_is_a_doubt() throws Exception {
        window(0, "a1.ts", "!slate1.ts", "!a2.ts", "!slate1.ts", "!a3.ts");
        window(0, "b1.ts", "b2.ts");

        assertThat(order()).containsExactly("a1", "a2", "a3", "slate1", "b1", "b2");
        assertThat(unused()).containsExactly("slate1 1 its media sequences cannot be believed");
    }

    @Test
    void a_slate_that_was_uploaded_long_before_its_first_line_does_not_make_media_sequences_unbelievable()
            throws Exception {
        uploaded.put("slate.ts", START.plusSeconds(1));
        now = START.plusSeconds(100);
        window(0, "b1.ts", "b2.ts", "!slate.ts", "!a1.ts", "!slate.ts", "!a2.ts");

        assertThat(order()).containsExactly("b1", "b2", "slate", "a1", "slate", "a2");
        assertThat(unused()).isEmpty();
    }

    @Test
    void a_slate_that_is_written_over_between_its_places_is_two_segments() throws Exception {
        window(0, "a1.ts", "!slate.ts", "!a2.ts");
        uploaded.put("slate.ts", now);
        window(0, "a1.ts", "!slate.ts", "!a2.ts", "!slate.ts", "!a3.ts");
        window(3, "!slate.ts", "!a3.ts", "!slate.ts");

        assertThat(order()).containsExactly("a1", "slate", "a2", "slate", "a3", "slate");
        assertThat(versions("slate")).as("the second one again").isEqualTo(2);
        assertThat(unused()).isEmpty();
    }

    @Test
    void also_when_it_is_written_over_behind_a_further_place() throws Exception {
        window(0, "a1.ts", "!slate.ts", "!a2.ts", "!slate.ts", "!a3.ts");
        uploaded.put("slate.ts", now);
        window(3, "!slate.ts", "!a3.ts", "!slate.ts", "!a4.ts");

        assertThat(order()).containsExactly("a1", "slate", "a2", "slate", "a3", "slate", "a4");
        assertThat(versions("slate")).isEqualTo(2);
        assertThat(unused()).isEmpty();
    }

    @Test
    void one_that_is_captured_too_late_for_its_further_place_is_in_doubt() throws Exception {
        fetches = false;
        window(0, "a1.ts", "!slate.ts", "!a2.ts", "!slate.ts");
        keep("a1.ts", 0L, false);
        keep("slate.ts", 1L, true);
        keep("a2.ts", 2L, true);
        fetches = true;
        window(4, "!a3.ts", "a4.ts");

        assertThat(order()).containsExactly("a1", "slate", "a2", "a3", "a4");
        assertThat(unused()).containsExactly("slate 1 it was not captured in time");
    }

    @Test
    void what_counted_as_another_rendition_and_is_listed_again_is_back_at_each_place() throws Exception {
        window(0, "a1.ts", "!slate.ts", "!a2.ts", "!slate.ts");
        sql("SELECT 1 FROM compare_with_ledger(?, 'me', '[]', ?::jsonb)", id, "[\"" + id + "/slate.ts\"]");
        assertThat(order()).containsExactly("a1", "a2");
        window(2, "!a2.ts", "!slate.ts", "!a3.ts");

        assertThat(order()).containsExactly("a1", "slate", "a2", "slate", "a3");
        assertThat(sql("SELECT ticks, segments FROM recording_capture WHERE recording_id = ?", id))
                .containsExactly(Map.of("ticks", 5 * TWO_SECONDS, "segments", 5L));
    }

    @Test
    void a_discontinuity_of_a_segment_whose_place_is_not_known_yet_stays() throws Exception {
        window(5, "a5.ts");
        uploaded.put("a6.ts", now);
        keep("a6.ts", null, true);
        window(5, "a5.ts", "a6.ts");

        assertThat(order()).containsExactly("a5", "a6");
    }

    @Test
    void what_is_lost_and_fetched_again_stands_where_it_stood() throws Exception {
        window(0, "a1.ts", "!slate.ts", "!a2.ts", "!slate.ts");
        sql(
                "UPDATE recording_segment SET state = 'missing' WHERE recording_id = ? AND file = 'slate.ts' RETURNING 1",
                id);
        sql("SELECT 1 FROM (SELECT recount_segments(?)) one", id);
        keep("slate.ts", null, false);

        assertThat(order()).containsExactly("a1", "slate", "a2", "slate");
        assertThat(sql("SELECT ticks, segments FROM recording_capture WHERE recording_id = ?", id))
                .containsExactly(Map.of("ticks", 4 * TWO_SECONDS, "segments", 4L));
    }

    @Test
    void a_discontinuity_stays_when_its_tag_slides_out_of_the_playlist() throws Exception {
        window(0, "a1.ts", "!a2.ts", "a3.ts");
        window(1, "a2.ts", "a3.ts");

        assertThat(sql("SELECT object_key FROM recording_segment WHERE recording_id = ? AND discontinuity", id))
                .containsExactly(Map.of("object_key", id + "/a2.ts"));
    }

    /** One poll lists the bucket and fetches what is new, the next one finds it in the ledger. */
    private void window(long first, String... lines) throws JsonProcessingException {
        Map<String, Map<String, Object>> listed = new LinkedHashMap<>();
        List<Map<String, Object>> further = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            String name = lines[i].replace("!", "");
            if (!uploaded.containsKey(name)) {
                uploaded.put(name, now);
            }
            now = now.plusSeconds(2);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("object_key", id + "/" + name);
            line.put("etag", etag(name));
            line.put("last_modified", uploaded.get(name).toString());
            line.put("size", 1000);
            line.put("sequence", sequence(name, first + i));
            line.put("media_sequence", first + i);
            line.put("discontinuity", lines[i].startsWith("!"));
            line.put("listed", true);
            if (listed.putIfAbsent(name, line) != null) {
                further.add(line);
            }
        }
        for (int poll = 0; poll < 2; poll++) {
            for (Map<String, Object> row : sql(
                    "SELECT object_key FROM compare_with_ledger(?, 'me', ?::jsonb, '[]', ?::jsonb)",
                    id,
                    JSON.writeValueAsString(listed.values()),
                    JSON.writeValueAsString(further))) {
                String name =
                        ((String) row.get("object_key")).substring(id.toString().length() + 1);
                if (!fetches) {
                    continue;
                }
                keep(name, (Long) listed.get(name).get("media_sequence"), (Boolean)
                        listed.get(name).get("discontinuity"));
            }
        }
    }

    private void keep(String name, Long mediaSequence, boolean discontinuity) throws JsonProcessingException {
        Map<String, Object> segment = new LinkedHashMap<>();
        int run = versions(name.replace(".ts", ""));
        segment.put("recording_id", id);
        segment.put("run", run);
        segment.put("sequence", sequence(name, mediaSequence == null ? 0 : mediaSequence));
        segment.put("media_sequence", mediaSequence);
        segment.put("object_key", id + "/" + name);
        segment.put("etag", etag(name));
        segment.put("last_modified", uploaded.get(name).toString());
        segment.put("size", 1000);
        segment.put("file", run == 0 ? name : "run" + run + "-" + name);
        segment.put("state", "captured");
        segment.put("discontinuity", discontinuity);
        segment.put("ticks", TWO_SECONDS);
        segment.put("access_units", 60);
        segment.put("tracks", "[]");
        segment.put("unchanged", true);
        assertThat(sql(
                        "SELECT entered FROM keep_segments(?, 'me', interval '1 minute', ?::jsonb)",
                        id,
                        JSON.writeValueAsString(List.of(segment))))
                .hasSize(1);
    }

    private static List<Map<String, Object>> sql(String statement, Object... arguments) {
        return new JdbcTemplate(connection).queryForList(statement, arguments);
    }

    private String etag(String name) {
        return name + " of " + uploaded.get(name);
    }

    private static long sequence(String name, long mediaSequence) {
        String number = name.replaceAll("\\D", "");
        return number.isEmpty() ? mediaSequence : Long.parseLong(number);
    }

    private int versions(String stem) {
        return sql(
                        "SELECT DISTINCT file FROM recording_segment WHERE recording_id = ? AND state = 'captured' AND object_key = ?",
                        id,
                        id + "/" + stem + ".ts")
                .size();
    }

    private List<String> order() {
        return sql("SELECT (segment).object_key AS key FROM segments_in_order(?) ORDER BY position", id).stream()
                .map(row -> ((String) row.get("key")).replace(id + "/", "").replace(".ts", ""))
                .toList();
    }

    private List<String> unused() {
        return sql("SELECT object_key || ' ' || places || ' ' || reason AS place FROM unused_places(?)", id).stream()
                .map(row -> ((String) row.get("place")).replace(id + "/", "").replace(".ts", ""))
                .toList();
    }
}
