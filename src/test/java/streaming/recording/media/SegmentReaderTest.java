package streaming.recording.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentReaderTest {
    @TempDir
    Path folder;

    static Stream<Broadcast> broadcasts() {
        return Stream.of(
                Broadcast.of(6),
                Broadcast.of(6).rate("30000/1001").bFrames(3),
                Broadcast.of(6).rate("60").bFrames(0).audio("aac:44100"),
                Broadcast.of(6).rate("24000/1001").segments(3),
                Broadcast.of(6).audioOnly().audio("aac:44100"),
                Broadcast.of(6).silent(),
                Broadcast.of(6).audio("aac:48000", "aac:44100"),
                Broadcast.of(6).audio("libmp3lame:44100"),
                Broadcast.of(6).audio("ac3:48000", "eac3:48000"),
                Broadcast.of(6).audio("mp2:48000"),
                Broadcast.of(4).video("libx265"));
    }

    @ParameterizedTest
    @MethodSource("broadcasts")
    void counts_what_ffmpeg_copies_into_an_mp4(Broadcast broadcast) throws Exception {
        for (Path segment : broadcast.make()) {
            SegmentContent content = SegmentReader.read(segment);
            List<String> counted = new ArrayList<>();
            for (TrackContent track : content.tracks()) {
                String inMp4 = track.codec().equals("mp2") ? "mp3" : track.codec();
                counted.add(inMp4 + "," + track.accessUnits());
            }
            Path mp4 = folder.resolve("out.mp4");
            Programs.makes("-i", segment.toString(), "-map", "0:v?", "-map", "0:a?", "-c", "copy", "-f", "mp4", mp4.toString());
            String copied = Programs.ffprobe(mp4, "-show_entries", "stream=codec_name,nb_frames", "-of", "csv=p=0");
            assertThat(counted).as("%s of %s", segment, broadcast).containsExactlyElementsOf(copied.lines().filter(line -> !line.isBlank()).map(line -> line.replaceAll(",$", "")).toList());
            assertThat(content.damage()).isEmpty();
            Files.delete(mp4);
        }
    }
}
