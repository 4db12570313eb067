package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.SegmentReader;
import streaming.recording.ts.SegmentReaderPropertyTest;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TrackContent.Kind;

class NormalisedStreamPropertyTest {
    private static final List<Path> SEGMENTS = Broadcast.of(6).make();

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void any_bytes_are_joined_or_left_out(@ForAll byte[] bytes, @ForAll GapPolicy policy) throws IOException {
        Path file = Surgery.file(bytes);
        NormalisedStream stream = NormalisedStream.open(
                List.of(new JoinSegment(file, false), new JoinSegment(SEGMENTS.get(0), false)), policy);
        stream.readAllBytes();
        assertThat(stream.result().packets()).isEqualTo(60 + 92);
        Files.delete(file);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void never_more_media_comes_out_than_went_in(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        List<JoinSegment> segments = new ArrayList<>();
        List<Path> originals = new ArrayList<>(SEGMENTS);
        if (random.nextInt(3) == 0) {
            originals.add(random.nextInt(4), SEGMENTS.get(random.nextInt(3)));
        }
        long pictures = 0;
        long frames = 0;
        for (Path original : originals) {
            SegmentContent content = SegmentReader.read(original);
            pictures += units(content, Kind.VIDEO);
            frames += units(content, Kind.AUDIO);
            byte[] bytes = Surgery.read(original);
            for (int injuries = random.nextInt(4); injuries > 0 && bytes.length > 1; injuries--) {
                bytes = new Injury(random, 60_000).applyTo(bytes);
            }
            segments.add(new JoinSegment(Surgery.file(bytes), random.nextInt(5) == 0));
        }
        NormalisedStream stream =
                NormalisedStream.open(segments, random.nextBoolean() ? GapPolicy.KEEP : GapPolicy.COLLAPSE);
        byte[] out = stream.readAllBytes();
        for (JoinSegment segment : segments) {
            Files.delete(segment.file());
        }
        JoinResult result = stream.result();
        if (result.packets() == 0) {
            return;
        }
        SegmentContent content = SegmentReader.read(new ByteArrayInputStream(out));
        assertThat(content.damage()).as("seed %s: %s", seed, result).allMatch(damage -> damage.contains("timestamp"));
        assertThat(units(content, Kind.VIDEO))
                .as("seed %s: %s", seed, result)
                .isLessThanOrEqualTo(pictures + SegmentReaderPropertyTest.FLIPPED)
                .isEqualTo(given(result, Kind.VIDEO));
        assertThat(units(content, Kind.AUDIO))
                .as("seed %s: %s", seed, result)
                .isLessThanOrEqualTo(frames)
                .isEqualTo(given(result, Kind.AUDIO));
    }

    private static long units(SegmentContent content, Kind kind) {
        return content.tracks().stream()
                .filter(track -> track.kind() == kind)
                .mapToLong(TrackContent::accessUnits)
                .sum();
    }

    private static long given(JoinResult result, Kind kind) {
        return result.tracks().stream()
                .filter(track -> track.kind() == kind)
                .mapToLong(JoinResult.Track::packets)
                .sum();
    }
}
