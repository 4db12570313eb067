package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** The table of spec.md, "PostgreSQL", shared with others. */
@ExtendWith(RealParts.Extension.class)
class DatabaseTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();

    private final RealParts parts;

    DatabaseTest(RealParts parts) {
        this.parts = parts;
    }

    @Test
    void the_table_has_the_shape_of_the_contract(Recorder recorder) {
        String columns = recorder
                .sql(
                        """
                SELECT column_name || ' ' || udt_name || coalesce(' ' || column_default, '')
                       || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END AS line
                FROM information_schema.columns WHERE table_name = 'recordings' ORDER BY ordinal_position""")
                .stream()
                .map(row -> (String) row.get("line"))
                .collect(Collectors.joining("\n"));

        assertThat(columns)
                .isEqualTo(
                        """
                id uuid gen_random_uuid() NOT NULL
                stream_id uuid
                video_id uuid
                file_path text NOT NULL
                duration int4 0
                file_size int8 0
                status recording_status 'recording'::recording_status
                started_at timestamp CURRENT_TIMESTAMP
                completed_at timestamp""");
        assertThat(recorder.sql("SELECT indexname FROM pg_indexes WHERE tablename = 'recordings'"))
                .extracting(row -> row.get("indexname"))
                .contains("idx_recordings_stream_id", "idx_recordings_status", "idx_recordings_video_id");
    }

    /** It made the order of a ledger seven times as slow. */
    @Test
    void statements_are_not_compiled_whatever_the_database_does_by_default(Recorder recorder) {
        recorder.sql("ALTER TABLE recording_event ADD COLUMN jit text DEFAULT current_setting('jit')");
        try {
            Stream stream = Stream.on(recorder).started();
            stream.awaitStory("recording.started");

            assertThat(recorder.sql("SELECT jit FROM recording_event WHERE stream_key = ?", stream.key()))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event).containsEntry("jit", "off"));
        } finally {
            recorder.sql("ALTER TABLE recording_event DROP COLUMN jit");
        }
    }

    /** A connection is not tested each time that it is used: what met a broken one is done again. */
    @Test
    void a_webhook_is_heard_though_all_connections_broke_off_a_moment_ago(Recorder recorder) {
        for (int i = 0; i < 3; i++) {
            Stream stream = Stream.on(recorder);
            stream.started();
            recorder.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'recording-service' AND datname = current_database()");

            assertThat(stream.tell("stream.ended").statusCode()).isEqualTo(200);
        }
    }

    @Test
    @Tag("long")
    void a_table_that_is_there_already_is_used_with_the_rows_of_others() {
        try (Recorder recorder = parts.recorder()) {
            recorder.sql("CREATE TYPE recording_status AS ENUM ('recording', 'processing', 'completed', 'failed')");
            recorder.sql(
                    """
                    CREATE TABLE recordings (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), stream_id UUID, video_id UUID,
                        file_path TEXT NOT NULL, duration INT DEFAULT 0, file_size BIGINT DEFAULT 0,
                        status recording_status DEFAULT 'recording', started_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
                        completed_at TIMESTAMP)""");
            recorder.sql(
                    "CREATE TABLE videos (id UUID PRIMARY KEY, recording_id UUID REFERENCES recordings(id) ON DELETE SET NULL)");
            recorder.sql(
                    "INSERT INTO recordings (id, file_path, status, started_at) VALUES "
                            + "('00000000-0000-0000-0000-000000000001', 'recordings/old.mp4', 'completed', '2025-10-05 18:00:00')");

            recorder.start();
            Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
            stream.awaitCompleted();

            JsonNode all = recorder.json(recorder.get("/recordings")).path("recordings");
            assertThat(all).hasSize(2);
            assertThat(all.get(1).toString())
                    .isEqualTo("{\"id\":\"00000000-0000-0000-0000-000000000001\",\"stream_id\":null,"
                            + "\"video_id\":null,\"file_path\":\"recordings/old.mp4\",\"duration\":0,\"file_size\":0,\"status\":\"completed\","
                            + "\"started_at\":\"2025-10-05T18:00:00Z\",\"completed_at\":null}");
        }
    }

    @Test
    @Tag("long")
    void a_database_of_a_preview_is_refused_with_one_line_and_used_once_its_tables_are_dropped() {
        try (Recorder recorder = parts.recorder()) {
            recorder.sql(
                    """
                    CREATE TABLE recording_schema_history (installed_rank INT PRIMARY KEY, version VARCHAR(50),
                        description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT,
                        installed_by VARCHAR(100) NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT now(),
                        execution_time INT NOT NULL, success BOOLEAN NOT NULL)""");
            recorder.sql(
                    """
                    INSERT INTO recording_schema_history (installed_rank, version, description, type, script, checksum,
                        installed_by, execution_time, success) VALUES
                        (1, '1', 'recordings', 'SQL', 'V1__recordings.sql', 1, 'preview', 1, true),
                        (2, '3', 'front door', 'SQL', 'V3__front_door.sql', 1, 'preview', 1, true),
                        (3, '14', 'doubt', 'SQL', 'V14__doubt.sql', 1, 'preview', 1, true)""");
            for (String table :
                    List.of("recording_capture", "recording_segment", "recording_part", "stream_event", "hand_over")) {
                recorder.sql("CREATE TABLE " + table + " (id INT)");
            }

            recorder.launch();

            String drop =
                    "DROP TABLE IF EXISTS recording_schema_history, recording_capture, recording_segment, recording_part,"
                            + " recording_attempt, recording_event, recording_installation, recording_instance, stream_event,"
                            + " hand_over CASCADE";
            await("it is said what is wrong and what to do, perhaps a minute after the first connection was slow")
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> recorder.logged()
                            .lines()
                            .anyMatch(
                                    line -> line.contains("cannot be used and is waited for: this database was made by"
                                                    + " a preview of the Recording Service (schema history version 14)")
                                            && line.endsWith(drop)));
            assertThat(recorder.logged()).doesNotContain("\tat ");
            assertThat(recorder.get("/health").statusCode()).isEqualTo(503);

            recorder.sql(drop);

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> recorder.get("/health").statusCode() == 200);
            Stream.on(recorder).started().putAll(FOUR_SECONDS).ended().awaitCompleted();
        }
    }

    @Tag("long")
    @Test
    void timestamps_are_utc_wherever_the_service_runs() {
        try (Recorder recorder = parts.recorder()
                .with("TZ", "Asia/Tokyo")
                .with("PGTZ", "Asia/Tokyo")
                .start()) {
            Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();

            JsonNode recording = stream.awaitCompleted();

            assertThat(Instant.parse(recording.path("started_at").asText()))
                    .isBetween(Instant.now().minusSeconds(120), Instant.now());
            assertThat(Instant.parse(recording.path("completed_at").asText()))
                    .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(1));
        }
    }
}
