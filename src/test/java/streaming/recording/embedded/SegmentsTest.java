package streaming.recording.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentsTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    static List<Named<Segments.Spec>> ordinary_and_odd_sources() {
        return List.of(
                Named.of("30 fps, B-frames", Segments.of(TEN)),
                Named.of(
                        "29.97 fps, no B-frames, 44.1 kHz",
                        Segments.of(TEN).fps("30000/1001").withoutBFrames().audio(44_100)),
                Named.of("60 fps, two languages", Segments.of(TEN).fps(60).audio(48_000, 44_100)),
                Named.of("no sound", Segments.of(TEN).withoutAudio()),
                Named.of("sound only", Segments.of(TEN).withoutVideo()),
                Named.of("over the end of 33 bits", Segments.of(TEN).offset(Duration.ofSeconds(95_440))));
    }

    @ParameterizedTest
    @MethodSource("ordinary_and_odd_sources")
    void an_mp4_of_all_bytes_shows_what_the_segments_show(Segments.Spec spec, @TempDir Path folder) throws IOException {
        List<Path> segments = spec.make();
        Decoded source = Decoded.of(segments);

        assertThat(segments).hasSizeBetween(5, 6);
        assertThat(source.tracks())
                .hasSize((spec.video() ? 1 : 0) + spec.audio().size());
        assertThat(source.video().size())
                .isEqualTo(!spec.video() ? 0 : spec.fps().equals("60") ? 600 : 300);
        assertThat(Decoded.of(mp4(segments, folder)).difference(source)).isEmpty();
    }

    @Test
    void a_lost_segment_and_a_swapped_one_show(@TempDir Path folder) throws IOException {
        List<Path> segments = Segments.of(TEN).make();
        Decoded source = Decoded.of(segments);

        var lost = new ArrayList<>(segments);
        lost.remove(2);
        assertThat(Decoded.of(mp4(lost, folder)).difference(source))
                .hasValueSatisfying(difference -> assertThat(difference).contains("240 frames, not 300"));

        var swapped = new ArrayList<>(segments);
        swapped.set(3, segments.get(2));
        assertThat(Decoded.of(mp4(swapped, folder)).difference(source)).isPresent();
    }

    @Test
    void the_same_spec_is_made_once_and_numbers_go_over_999() {
        var spec = Segments.of(TEN).startNumber(998).tone(880);
        assertThat(spec.make())
                .extracting(path -> path.getFileName().toString())
                .containsExactly(
                        "segment_998.ts", "segment_999.ts", "segment_1000.ts", "segment_1001.ts", "segment_1002.ts");
        assertThat(spec.make()).isSameAs(spec.make());
    }

    private static Path mp4(List<Path> segments, Path folder) throws IOException {
        Path ts = folder.resolve("all.ts");
        try (var out = Files.newOutputStream(ts)) {
            for (Path segment : segments) {
                Files.copy(segment, out);
            }
        }
        Path mp4 = folder.resolve("all.mp4");
        Child.run(
                Child.As.US,
                folder,
                List.of(
                        Ffmpeg.ffmpeg().toString(),
                        "-loglevel",
                        "error",
                        "-y",
                        "-i",
                        ts.toString(),
                        "-map",
                        "0:v?",
                        "-map",
                        "0:a?",
                        "-c",
                        "copy",
                        "-movie_timescale",
                        "90000",
                        mp4.toString()));
        return mp4;
    }
}
