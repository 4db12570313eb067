package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.ProgramHold;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** kill -9 at any moment, start again: the same recording completes. */
@ExtendWith(RealParts.Extension.class)
class CrashTest {

    private static final List<Path> TWENTY_SECONDS =
            Segments.of(Duration.ofSeconds(20)).make();

    private final RealParts parts;

    CrashTest(RealParts parts) {
        this.parts = parts;
    }

    @Test
    void a_recording_goes_on_after_a_kill_while_it_is_live() {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder)
                    .started()
                    .putAll(TWENTY_SECONDS.subList(0, 4))
                    .awaitCaptured(4);
            String id = stream.recording().path("id").asText();

            recorder.kill();
            stream.putAll(TWENTY_SECONDS.subList(4, 7));
            recorder.start();

            stream.awaitCaptured(7).putAll(TWENTY_SECONDS.subList(7, 10)).ended();
            assertThat(stream.awaitCompleted().path("id").asText()).isEqualTo(id);
            assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                    .isEmpty();
        }
    }

    /** Its sender had its answer and does not come again, and the Stream Service cannot be asked here. */
    @Test
    void a_start_that_was_heard_and_not_acted_upon_is_a_recording_after_the_next_start() {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder).putAll(TWENTY_SECONDS);
            recorder.kill();
            recorder.sql(
                    "INSERT INTO stream_event (kind, stream_key, stream_id, event_at) VALUES ('stream.started', ?, ?, now() - interval '1 hour')",
                    stream.key(),
                    stream.id());
            recorder.start();

            stream.awaitCaptured(10).ended().awaitCompleted();
            assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                    .isEmpty();
        }
    }

    /** Nobody had acted upon the end yet; the start must not pass for a repetition of the one that is live. */
    @Test
    void a_start_that_follows_an_end_closely_is_a_recording_of_its_own() {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder).started().putAll(TWENTY_SECONDS).awaitCaptured(10);
            recorder.kill();
            recorder.sql(
                    "INSERT INTO stream_event (kind, stream_key, stream_id, event_at) VALUES"
                            + " ('stream.ended', ?, ?, now()), ('stream.started', ?, ?, now() + interval '1 second')",
                    stream.key(),
                    stream.id(),
                    stream.key(),
                    stream.id());
            recorder.start();

            await("one is completed and one is live")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(recorder.recordings(stream.id()))
                            .extracting(recording -> recording.path("status").asText())
                            .containsExactlyInAnyOrder("recording", "completed"));
        }
    }

    @Test
    void an_end_that_came_while_nobody_listened_is_acted_upon_when_it_comes_again() {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder).started().putAll(TWENTY_SECONDS).awaitCaptured(10);
            recorder.kill().start();

            stream.ended();

            stream.awaitCompleted();
            assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                    .isEmpty();
        }
    }

    @Test
    void an_emptied_work_folder_is_filled_again_from_the_bucket() throws IOException {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder).started().putAll(TWENTY_SECONDS).awaitCaptured(10);
            recorder.kill();
            Files.delete(recorder.workFolder().resolve(stream.key()).resolve("segment_003.ts"));
            Files.write(recorder.workFolder().resolve(stream.key()).resolve("segment_005.ts"), new byte[188]);

            recorder.start();

            stream.ended().awaitCompleted();
            assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                    .isEmpty();
        }
    }

    @Test
    void sigterm_lets_the_next_start_carry_on_at_once() {
        try (Recorder recorder = parts.recorder().with("LEASE_TIME", "10m").start()) {
            Stream stream = Stream.on(recorder)
                    .started()
                    .putAll(TWENTY_SECONDS.subList(0, 5))
                    .awaitCaptured(5);

            recorder.stop();
            assertThat(recorder.process().exitValue()).isEqualTo(143);
            recorder.start();

            stream.putAll(TWENTY_SECONDS.subList(5, 10)).ended().awaitCompleted();
            assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                    .isEmpty();
        }
    }

    @Test
    void sigterm_while_the_tail_is_fetched_calls_nothing_of_it_missing() {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder).started().putAll(TWENTY_SECONDS).ended();

            recorder.stop();
            assertThat(recorder.logged()).doesNotContain("Download given up", "Recording failed");
            recorder.start();

            stream.awaitCompleted();
            assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                    .isEmpty();
        }
    }

    @Tag("long")
    @Test
    void sigterm_while_ffmpeg_runs_ends_within_30_seconds_and_uses_up_no_attempt() throws Exception {
        ProgramHold ffmpeg = new ProgramHold(Ffmpeg.ffmpeg());
        try (Recorder recorder = parts.recorder()
                .with("FFMPEG", ffmpeg.path())
                .with("LIVE_JOINS", "0")
                .start()) {
            Stream stream = Stream.on(recorder).started().putAll(TWENTY_SECONDS).awaitCaptured(10);
            ffmpeg.before();
            stream.ended();
            ffmpeg.awaitReached();

            recorder.process().destroy();

            assertThat(recorder.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(recorder.process().exitValue()).isEqualTo(143);
            assertThat(recorder.sql("SELECT attempts FROM recording_capture WHERE stream_key = ?", stream.key())
                            .get(0))
                    .containsEntry("attempts", 0);
            ffmpeg.close();
            recorder.start();
            stream.awaitCompleted();
            assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                    .isEmpty();
        }
    }
}
