package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;

class CapturedSegmentsTest {

    private static final int MANY = 20_000;

    @TempDir
    private Path folder;

    @Test
    void more_than_lie_in_memory_are_read_again_as_they_were_in_any_order() throws IOException {
        CapturedSegments segments = new CapturedSegments(folder);
        List<CapturedSegment> expected = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            expected.add(segment(i, folder));
            segments.append(expected.get(i));
        }

        assertThat(segments).hasSize(MANY).isEqualTo(expected);
        int[] places = new Random(1).ints(MANY, 0, MANY).toArray();
        for (int place : places) {
            assertThat(segments.get(place)).isEqualTo(expected.get(place));
        }
        assertThat(segments.contents().get(7)).isEqualTo(expected.get(7).content());
        assertThat(segments.order().get(8)).isEqualTo(expected.get(8).behind(expected.get(7)));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("files with a name").isEmpty();
        }
    }

    @Test
    void numbers_that_are_missing_are_found_in_any_order_of_the_segments() {
        List<CapturedSegment> order = IntStream.of(5, 1, 2, 9, 4)
                .mapToObj(i -> segment(i, folder))
                .map(segment -> segment.inRun(0))
                .toList();

        assertThat(Absences.of(order, List.of()).gaps())
                .extracting(gap -> gap.from() + "-" + gap.to())
                .containsExactly("3-3", "6-8");
    }

    private static CapturedSegment segment(int i, Path folder) {
        String reason = i % 5 == 0 ? "1 continuity error on pid 256" : null;
        long from = 180_000L * i;
        TrackContent video = new TrackContent(
                256,
                TrackContent.Kind.VIDEO,
                "h264",
                "h264 " + i,
                100,
                from,
                from + 177_000,
                from,
                from + 177_000,
                from + 180_000);
        TrackContent audio = new TrackContent(
                257,
                TrackContent.Kind.AUDIO,
                "aac",
                "aac-lc 48000 Hz 2 ch",
                188,
                from,
                from + 177_000,
                from,
                from + 177_000,
                from + 180_000);
        return new CapturedSegment(
                "abc123/ségment_" + i + ".ts",
                "\"" + Integer.toHexString(i) + "\"",
                i / 1_000,
                i,
                true,
                Instant.ofEpochSecond(1_760_000_000L + i, 123_000),
                i % 7 == 0,
                reason,
                folder.resolve("segment_" + i + ".ts"),
                new SegmentContent(
                        i % 11 == 0 ? List.of() : Arrays.asList(video, audio),
                        true,
                        reason == null ? List.of() : List.of(reason)));
    }
}
