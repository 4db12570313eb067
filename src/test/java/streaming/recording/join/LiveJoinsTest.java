package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.program.Programs;
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
        List<SealedSegment> sealed = sealed(Files.createDirectories(work.resolve("key")));
        Programs programs = new Programs();
        try (LiveJoins joins = new LiveJoins(
                work, programs, Ffmpeg.ffmpeg().toString(), ARGUMENTS, GapPolicy.KEEP, 1, Duration.ofSeconds(20))) {
            joins.feed(new LiveRecording("id", "key", "key"), sealed);
            joins.finish(
                    "id",
                    new Joiner(work, Duration.ofMinutes(1), GapPolicy.KEEP, new JoinPrograms(programs, "", "", ""))
                            .plan("key", captured(sealed)::forEach));

            assertThat(joins.unsent("id")).as("what the end sends").isNotEmpty();
            assertThat(joins.isPartReady("id")).as("for a look").isFalse();
        }
    }

    private static List<SealedSegment> sealed(Path folder) throws IOException, NotTransportStream {
        List<SealedSegment> sealed = new ArrayList<>();
        for (Path source : Segments.of(Duration.ofSeconds(8)).make()) {
            Path file = Files.copy(source, folder.resolve(source.getFileName()));
            sealed.add(new SealedSegment(
                    "key/" + file.getFileName(),
                    "\"etag\"",
                    0,
                    sealed.size(),
                    file.getFileName().toString(),
                    false,
                    Instant.EPOCH.atOffset(ZoneOffset.UTC),
                    null,
                    new ObjectMapper()
                            .writeValueAsString(SegmentReader.read(file).tracks()),
                    Instant.EPOCH.atOffset(ZoneOffset.UTC),
                    "d41d8cd98f00b204e9800998ecf8427e"));
        }
        return sealed;
    }

    private static List<LedgerSegment> captured(List<SealedSegment> sealed) {
        return sealed.stream()
                .map(segment -> new LedgerSegment(
                        segment.objectKey(),
                        segment.etag(),
                        segment.run(),
                        true,
                        segment.sequence(),
                        1,
                        segment.file(),
                        segment.discontinuity(),
                        segment.lastModified(),
                        segment.reason(),
                        segment.tracks()))
                .toList();
    }
}
