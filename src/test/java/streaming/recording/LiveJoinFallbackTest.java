package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** What cannot be joined while it is live is joined at the end, with nothing missing and the reason in the report. */
@ExtendWith(RealParts.Extension.class)
class LiveJoinFallbackTest {

    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(20)).make();
    private static final Duration LONG = Duration.ofSeconds(120);

    private final RealParts parts;
    private final Recorder recorder;

    LiveJoinFallbackTest(RealParts parts, Recorder recorder) {
        this.parts = parts;
        this.recorder = recorder;
    }

    @Test
    void a_segment_that_comes_after_its_place_was_joined() {
        Stream stream =
                Stream.on(recorder).started().putAll(SOURCE.subList(0, 2)).putAll(SOURCE.subList(3, 9));
        awaitJoined(stream, SOURCE.subList(3, 7));
        stream.put(SOURCE.get(2)).put(SOURCE.get(9)).awaitCaptured(10).ended().awaitCompleted();

        fellBack(stream, "late");
        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    @Test
    void a_track_that_appears() {
        List<Path> silent = Segments.of(Duration.ofSeconds(8)).withoutAudio().make();
        Stream stream = Stream.on(recorder).started().putAll(silent).awaitCaptured(4);
        awaitJoined(stream, silent.subList(0, 1));
        for (int i = 0; i < 10; i++) {
            stream.put(String.format("segment_%03d.ts", 4 + i), SOURCE.get(i));
        }
        stream.awaitCaptured(14).ended().awaitCompleted();

        fellBack(stream, "a track appeared with " + stream.key() + "/segment_004.ts");
        assertThat(stream.report().at("/report/tracks")).hasSize(2);
    }

    @Test
    void another_audio_format() {
        List<Path> other = Segments.of(Duration.ofSeconds(8)).audio(44_100).make();
        Stream stream =
                Stream.on(recorder).started().putAll(SOURCE.subList(0, 6)).awaitCaptured(6);
        awaitJoined(stream, SOURCE.subList(0, 3));
        for (int i = 0; i < other.size(); i++) {
            stream.put(String.format("segment_%03d.ts", 6 + i), other.get(i));
        }
        stream.awaitCaptured(6 + other.size()).ended().awaitCompleted();

        fellBack(stream, "the audio format changed with " + stream.key() + "/segment_006.ts");
        assertThat(stream.report().at("/report/audio_encoded_again").asBoolean())
                .isTrue();
    }

    @Test
    void an_ffmpeg_that_dies() throws IOException {
        Stream stream =
                Stream.on(recorder).started().putAll(SOURCE.subList(0, 6)).awaitCaptured(6);
        awaitJoined(stream, SOURCE.subList(0, 3));
        ffmpeg(stream).destroyForcibly();
        stream.putAll(SOURCE.subList(6, 10)).ended().awaitCompleted();

        fellBack(stream, "ffmpeg died");
        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    @Tag("long")
    @Test
    void an_ffmpeg_that_hangs() throws IOException, InterruptedException {
        Stream stream =
                Stream.on(recorder).started().putAll(SOURCE.subList(0, 6)).awaitCaptured(6);
        awaitJoined(stream, SOURCE.subList(0, 3));
        ProcessHandle ffmpeg = ffmpeg(stream);
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(ffmpeg.pid()))
                        .start()
                        .waitFor())
                .isZero();
        stream.putAll(SOURCE.subList(6, 10)).ended().awaitCompleted();

        fellBack(stream, "ffmpeg hung");
        assertThat(ffmpeg.isAlive()).isFalse();
        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    @Test
    @Tag("long")
    void more_streams_than_live_joins_and_a_late_segment_that_is_waited_for() {
        // finalized one after the other, by the same loop
        try (Recorder one = parts.recorder()
                .with("LIVE_JOINS", "1")
                .with("LIVE_JOIN_WAIT", "10m")
                .with("RECORDER_FINALIZE_PARALLEL", "1")
                .start()) {
            Stream first = Stream.on(one)
                    .started()
                    .putAll(SOURCE.subList(0, 3))
                    .putAll(SOURCE.subList(4, 6))
                    .awaitCaptured(5);
            await("joined")
                    .atMost(LONG)
                    .until(() ->
                            Files.exists(one.workFolder().resolve(first.key()).resolve("live.mp4")));
            Stream second =
                    Stream.on(one).started().putAll(SOURCE.subList(0, 6)).awaitCaptured(6);
            await("turned away")
                    .atMost(LONG)
                    .until(() -> one.sql(
                                            "SELECT 1 FROM recording_segment s JOIN recording_capture c"
                                                    + " USING (recording_id) WHERE unchanged AND stream_key = ?",
                                            second.key())
                                    .size()
                            == 6);
            first.put(SOURCE.get(3)).putAll(SOURCE.subList(6, 10)).awaitCaptured(10);
            second.putAll(SOURCE.subList(6, 10)).awaitCaptured(10).ended();
            first.ended().awaitCompleted();
            second.awaitCompleted();

            assertThat(second.report().at("/report/joined").asText()).isEqualTo("at the end");
            assertThat(second.report().at("/report/fallback_reason").asText()).contains("LIVE_JOINS");
            assertThat(first.report().at("/report/joined").asText()).isEqualTo("live");
            assertThat(first.report().at("/report/fallback_reason").isTextual())
                    .as("the reason of another")
                    .isFalse();
            assertThat(Decoded.of(SOURCE).difference(Decoded.of(first.mp4()))).isEmpty();
            assertThat(first.mp4()).hasSameBinaryContentAs(second.mp4());
        }
    }

    @Test
    @Tag("long")
    void a_live_join_that_is_done_makes_room_for_others() {
        try (Recorder two = parts.recorder().with("LIVE_JOINS", "2").start()) {
            for (int round = 0; round < 2; round++) {
                List<Stream> streams = List.of(
                        Stream.on(two).started().putAll(SOURCE),
                        Stream.on(two).started().putAll(SOURCE));
                for (Stream stream : streams) {
                    await("joined, see " + two.log())
                            .atMost(LONG)
                            .until(() -> Files.exists(
                                    two.workFolder().resolve(stream.key()).resolve("live.mp4")));
                }
                streams.forEach(stream -> stream.ended().awaitCompleted());
            }
        }
    }

    private void fellBack(Stream stream, String reason) {
        JsonNode report = stream.report().path("report");
        assertThat(report.path("joined").asText()).isEqualTo("at the end");
        assertThat(report.path("fallback_reason").asText()).contains(reason);
        await("its upload is aborted").atMost(LONG).until(() -> stream.capture().get("live_upload") == null);
    }

    /**
     * Waits until ffmpeg has written what these segments hold; the packets of a transport stream are a tenth of it at
     * most.
     */
    private void awaitJoined(Stream stream, List<Path> segments) {
        Path mp4 = recorder.workFolder().resolve(stream.key()).resolve("live.mp4");
        long bytes = segments.stream()
                .mapToLong(segment -> segment.toFile().length())
                .sum();
        await(segments.size() + " segments of " + stream.key() + " joined, see " + recorder.log())
                .atMost(LONG)
                .until(() -> mp4.toFile().length() > bytes * 8 / 10);
    }

    /** The program that works in the folder of this stream. */
    private ProcessHandle ffmpeg(Stream stream) throws IOException {
        Path folder = recorder.workFolder().resolve(stream.key()).toRealPath();
        return recorder.process()
                .toHandle()
                .children()
                .filter(child -> {
                    try {
                        return Files.readSymbolicLink(Path.of("/proc", Long.toString(child.pid()), "cwd"))
                                .equals(folder);
                    } catch (IOException ended) {
                        return false;
                    }
                })
                .findFirst()
                .orElseThrow();
    }
}
