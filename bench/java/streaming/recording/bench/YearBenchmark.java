package streaming.recording.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import streaming.recording.embedded.Postgres;
import streaming.recording.support.ServiceTables;

/**
 * How large the tables are after a year of 1,000 recordings a day, an hour each in segments of 4 s: with the events of
 * the last 90 days (KEEP_EVENTS) and the ledgers of the last three hours, as the bucket has lost what is older. Only
 * {@code bench.rows} recordings are made, and what they take is multiplied.
 */
final class YearBenchmark {

    private static final int YEAR = 365_000;
    private static final int ROWS = Bench.number("bench.rows", 36_500);
    private static final int EVENTS = 20;
    private static final int SEGMENTS = 900;
    private static final int LEDGERS = 3 * 1_000 / 24;

    /** As that of a recording with a hole and two tracks. */
    private static final String REPORT =
            """
            {"live": false, "joined": "live", "doubts": [], "segments": {"expected": 900, "captured": 898, "missing": 2, "damaged": 0,
             "duplicate": 0, "damage": [], "absences": [{"run": 0, "from": 5, "to": 6, "cause": "segments 5 to 6 are missing"}]},
             "coverage": 99.78, "holes": [{"at": 20.0, "length": 8.0, "kept": true, "wall_clock": "2025-10-05T18:00:12Z",
             "cause": "segments 5 to 6 are missing"}], "runs": [], "changes": [], "audio_encoded_again": false, "tracks": [
             {"kind": "video", "codec": "h264", "packets_in": 107760, "packets_out": 107760, "repaired": 0, "coverage": 99.78,
              "holes": [{"at": 20.0, "length": 8.0, "kept": true}]},
             {"kind": "audio", "codec": "aac", "packets_in": 168375, "packets_out": 168375, "repaired": 0, "coverage": 99.78,
              "holes": [{"at": 20.0, "length": 8.0, "kept": true}]}], "rungs": [{"rung": "copy", "reason": "the usual way"}],
             "not_recorded": [], "dropped": [], "etag": "0123456789abcdef0123456789abcdef-14",
             "sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "duration": 3592.0, "size": 1800000000}""";

    private YearBenchmark() {}

    static void run() throws Exception {
        try (Postgres postgres = Postgres.builder().durable(false).start()) {
            ServiceTables.in(postgres);
            Bench.say("%,d recordings", ROWS);
            fill(postgres);
            print(postgres);
        }
    }

    private static void fill(Postgres postgres) throws SQLException {
        postgres.execute(
                "INSERT INTO recordings (id, stream_id, file_path, duration, file_size, status, started_at, completed_at)"
                        + " SELECT md5(i::text)::uuid, gen_random_uuid(), 'recordings/broadcaster-' || i || '.mp4', 3592, 1800000000,"
                        + " 'completed', timestamp '2025-01-01' + i * interval '86 seconds', timestamp '2025-01-01 01:00' + i * interval '86 seconds'"
                        + " FROM generate_series(1, ?) i",
                ROWS);
        postgres.execute(
                "INSERT INTO recording_capture (recording_id, stream_key, user_id, title, bucket, prefix, started_event_id, started_event_at,"
                        + " capture_since, said_live_at, last_segment_at, segments, ticks, ended_at, end_reason, object_name, poster_name,"
                        + " report, ledger_gone, ledger_looked_at)"
                        + " SELECT r.id, 'broadcaster-' || row_number() OVER (), gen_random_uuid(), 'A title of some words', 'live-segments',"
                        + " 'broadcaster-1/', 1, r.started_at, r.started_at, r.completed_at, r.completed_at, 898, 323280000, r.completed_at,"
                        + " 'stream.ended', r.file_path, r.file_path || '.jpg', ?::jsonb, true, r.completed_at FROM recordings r",
                REPORT);
        int kept = ROWS * 90 / 365;
        postgres.execute(
                "INSERT INTO recording_event (at, recording_id, stream_key, kind, detail)"
                        + " SELECT now() - i * interval '1 s', md5((i / ?)::text)::uuid, 'broadcaster-' || i / ?, 'segments.captured',"
                        + " '{\"cause\": \"poll\", \"until\": \"2025-10-05T18:00:12Z\", \"looks\": 12, \"segments\": 898, \"duration\": 3592}'"
                        + " FROM generate_series(1, ?) i",
                EVENTS,
                EVENTS,
                kept * EVENTS);
        postgres.execute(
                "INSERT INTO stream_event (kind, stream_key, stream_id, user_id, event_at, acted_at, recording_id)"
                        + " SELECT CASE i % 2 WHEN 0 THEN 'stream.started' ELSE 'stream.ended' END, 'broadcaster-' || i / 2, gen_random_uuid(),"
                        + " gen_random_uuid(), now(), now(), md5((i / 2)::text)::uuid FROM generate_series(1, ?) i",
                2 * kept);
        postgres.execute(
                "INSERT INTO hand_over (receiver, recording_id, stream_key, event, attempts, done_at, outcome, answer)"
                        + " SELECT 'stream-service', md5((i / 2)::text)::uuid, 'broadcaster-' || i / 2, 'recording.completed', 1, now(), 'sent', 200"
                        + " FROM generate_series(1, ?) i",
                2 * kept);
        postgres.execute(
                "INSERT INTO recording_segment (recording_id, run, sequence, media_sequence, object_key, etag, last_modified, size, file,"
                        + " state, first_pts, last_pts, ticks, access_units, tracks, unchanged)"
                        + " SELECT md5((1 + i / ?)::text)::uuid, 0, i % ?, i % ?, 'broadcaster-' || i / ? || '/segment_' || i % ? || '.ts',"
                        + " '\"' || md5(i::text) || '\"', now(), 1500000, 'segment_' || i % ? || '.ts', 'captured', 126000, 486000, 360000, 308,"
                        + " ?::jsonb, true FROM generate_series(1, ?) i",
                SEGMENTS,
                SEGMENTS,
                SEGMENTS,
                SEGMENTS,
                SEGMENTS,
                SEGMENTS,
                SimulatedInstance.TRACKS.replace("\\\"", "\""),
                LEDGERS * SEGMENTS);
        postgres.execute("ANALYZE");
    }

    private static void print(Postgres postgres) throws SQLException {
        Table table = new Table("table", "rows", "bytes a row, with its indexes", "MB after a year");
        double sum = 0;
        for (String name : List.of(
                "recordings",
                "recording_capture",
                "recording_event",
                "stream_event",
                "hand_over",
                "recording_segment")) {
            Map<String, Object> size = postgres.query("SELECT (SELECT count(*) FROM " + name
                            + ") AS rows, pg_total_relation_size('" + name + "') AS bytes")
                    .get(0);
            long rows = (Long) size.get("rows");
            double each = (double) (Long) size.get("bytes") / rows;
            double all = name.equals("recording_segment") ? rows : (double) rows * YEAR / ROWS;
            table.row("`" + name + "`", all, each, all * each / 1e6);
            sum += all * each / 1e6;
        }
        table.row("together", "", "", sum);
        table.print();
    }
}
