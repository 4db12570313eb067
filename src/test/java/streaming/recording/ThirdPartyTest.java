package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** Segments that nobody here made; foreign playlists are in PlaylistReaderTest. */
@ExtendWith(RealParts.Extension.class)
class ThirdPartyTest {

    /** The table of this one declares an audio track of which there is no packet; its decoder gives up on that. */
    private static final Path SILENT = Path.of("src/test/resources/third-party/mux.js/test-no-audio-segment.ts");

    static List<Path> segments() throws IOException {
        return files("mux.js", ".ts").stream()
                .filter(file -> !file.equals(SILENT))
                .toList();
    }

    @Test
    void a_declared_track_without_any_packet_is_no_obstacle(Recorder recorder) throws IOException {
        Stream stream =
                Stream.on(recorder).started().put("segment_000.ts", SILENT).ended();
        stream.awaitCompleted();

        Process ffprobe = new ProcessBuilder(
                        Ffmpeg.ffprobe().toString(),
                        "-v",
                        "error",
                        "-select_streams",
                        "v",
                        "-count_packets",
                        "-show_entries",
                        "stream=nb_read_packets",
                        "-of",
                        "csv=p=0",
                        SILENT.toString())
                .start();
        String packets = new String(ffprobe.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(stream.report().at("/report/tracks")).hasSize(1);
        assertThat(stream.report().at("/report/tracks/0/packets_out").asText()).isEqualTo(packets.replace(",", ""));
    }

    @ParameterizedTest
    @MethodSource("segments")
    void a_foreign_segment_is_recorded_frame_by_frame(Path segment, Recorder recorder) {
        Stream stream =
                Stream.on(recorder).started().put("segment_000.ts", segment).ended();
        stream.awaitCompleted();

        assertThat(Decoded.of(stream.mp4()).video())
                .isEqualTo(Decoded.of(List.of(segment)).video());
        assertThat(Decoded.of(stream.mp4()).audio())
                .isEqualTo(Decoded.of(List.of(segment)).audio());
    }

    private static List<Path> files(String folder, String extension) throws IOException {
        try (var files = Files.list(Path.of("src/test/resources/third-party", folder))) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .toList();
        }
    }
}
