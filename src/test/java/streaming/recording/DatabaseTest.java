package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
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

    @Test
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
