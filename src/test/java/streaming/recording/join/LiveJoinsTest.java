package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.ts.NotTransportStream;
import streaming.recording.ts.SegmentReader;

class LiveJoinsTest {

    private static final String ARGUMENTS =
            "-y -copyts -start_at_zero -f mpegts -i pipe:0 -c copy {tracks} -movie_timescale 90000 -f mp4 live.mp4";

    /**
     * A look at a live stream that comes late, as behind many others, must not begin another upload beside that of the
     * end.
     */
    @Test
    void once_the_stream_has_ended_only_its_end_sends_parts(@TempDir Path work) throws Exception {
        List<Map<String, Object>> rows = rows(Files.createDirectories(work.resolve("key")));
        try (LiveJoins joins =
                new LiveJoins(work, Ffmpeg.ffmpeg().toString(), ARGUMENTS, GapPolicy.KEEP, 1, Duration.ofSeconds(20))) {
            joins.feed("id", "key", rows);
            joins.finish("id", new Joiner(work, null, GapPolicy.KEEP, new JoinPrograms("", "", "")).plan("key", rows));

            assertThat(joins.unsent("id")).as("what the end sends").isNotEmpty();
            assertThat(joins.isPartReady("id")).as("for a look").isFalse();
        }
    }

    /** As load-segments.sql and sealed-segments.sql give them. */
    private static List<Map<String, Object>> rows(Path folder) throws IOException, NotTransportStream {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Path source : Segments.of(Duration.ofSeconds(8)).make()) {
            Path file = Files.copy(source, folder.resolve(source.getFileName()));
            Map<String, Object> row = new HashMap<>(Map.of(
                    "object_key",
                    "key/" + file.getFileName(),
                    "etag",
                    "\"etag\"",
                    "run",
                    0,
                    "sequence",
                    (long) rows.size(),
                    "last_modified",
                    Timestamp.from(Instant.EPOCH),
                    "discontinuity",
                    false,
                    "file",
                    file.getFileName().toString(),
                    "size",
                    Files.size(file),
                    "behind",
                    "d41d8cd98f00b204e9800998ecf8427e"));
            row.put(
                    "tracks",
                    new ObjectMapper()
                            .writeValueAsString(SegmentReader.read(file).tracks()));
            rows.add(row);
        }
        return rows;
    }
}
