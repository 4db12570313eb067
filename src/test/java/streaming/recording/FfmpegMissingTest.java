package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** Without ffmpeg nothing is joined and nothing is lost. */
@ExtendWith(RealParts.Extension.class)
class FfmpegMissingTest {

    @Tag("long")
    @Test
    void a_recording_waits_for_ffmpeg_and_says_so(RealParts parts) {
        List<Path> source = Segments.of(Duration.ofSeconds(4)).make();
        try (Recorder recorder =
                parts.recorder().with("FFMPEG", "no-such-ffmpeg").start()) {
            Stream stream = Stream.on(recorder).started().putAll(source).ended();
            await("postponed")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> stream.report().path("error").isTextual());
            assertThat(stream.report().path("error").asText())
                    .contains("Cannot run program \"no-such-ffmpeg\"", "No such file or directory");
            assertThat(stream.recording().path("status").asText()).isEqualTo("processing");

            recorder.kill();
            recorder.with("FFMPEG", Ffmpeg.ffmpeg().toString()).start();

            stream.awaitCompleted();
            assertThat(stream.story()).anySatisfy(event -> {
                assertThat(event.path("kind").asText()).isEqualTo("recording.postponed");
                assertThat(event.path("cause").asText()).contains("No such file or directory");
            });
            assertThat(Decoded.of(source).difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }
}
