package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Link;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.StreamService;

/** No row stays in `recording` or `processing` for ever, and none leaves them because a store was away. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
class DeadlineTest {

    private static final List<Path> EIGHT_SECONDS =
            Segments.of(Duration.ofSeconds(8)).make();
    private static final Decoded FRAMES = Decoded.of(EIGHT_SECONDS);
    private static final Duration LONG = Duration.ofSeconds(120);

    private final RealParts parts;

    DeadlineTest(RealParts parts) {
        this.parts = parts;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FFMPEG  | cat > /dev/null; echo 'Invalid data found' >&2; exit 1 | exit status 1 Invalid data found",
                "FFPROBE | echo '{}' | audit: packets in [video ",
            })
    void a_recording_that_ffmpeg_or_the_audit_always_refuses_fails_and_can_be_rebuilt(
            String program, String script, String reason) throws IOException {
        try (Recorder recorder = parts.recorder()
                .with(program, program(script).toString())
                .with("FINALIZE_ATTEMPTS", "2")
                .with("LIVE_JOINS", "0")
                .start()) {
            Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS).ended();

            stream.awaitFailed();
            assertThat(stream.capture()).containsEntry("attempts", 2).containsEntry("owner", null);
            assertThat(stream.report().path("error").asText()).startsWith(reason);
            assertThat(stream.story())
                    .filteredOn(event -> event.path("kind").asText().equals("ffmpeg.join"))
                    .as("all commands once, and the first one again, which fails as before")
                    .hasSizeGreaterThan(3)
                    .last()
                    .satisfies(event -> assertThat(event.path("cause").asText()).startsWith("as planned"));
            assertThat(recorder.logged())
                    .contains("Recording failed: recording="
                            + stream.recording().path("id").asText());
            assertThat(recorder.workFolder()
                            .resolve(stream.key())
                            .toFile()
                            .list((folder, name) -> name.endsWith(".ts")))
                    .hasSize(4);

            recorder.kill();
            recorder.with("FFMPEG", Ffmpeg.ffmpeg().toString())
                    .with("FFPROBE", Ffmpeg.ffprobe().toString())
                    .start();
            HttpResponse<String> rebuilt = recorder.send(HttpRequest.newBuilder(recorder.uri(
                            "/recording/" + stream.recording().path("id").asText() + "/rebuild"))
                    .header("Authorization", "Bearer " + Recorder.ADMIN_TOKEN)
                    .POST(HttpRequest.BodyPublishers.noBody()));
            assertThat(rebuilt.statusCode()).as(rebuilt.body()).isEqualTo(202);
            stream.awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Test
    void a_machine_without_ffmpeg_is_waited_for_until_the_deadline() {
        try (Recorder recorder = parts.recorder()
                .with("FFMPEG", "no-such-ffmpeg")
                .with("FINALIZE_ATTEMPTS", "1")
                .with("FINALIZE_DEADLINE", "8s")
                .start()) {
            Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS).ended();

            stream.awaitFailed();

            assertThat(stream.report().path("error").asText()).contains("Cannot run program \"no-such-ffmpeg\"");
            assertThat((Integer) stream.capture().get("postponements")).isGreaterThan(1);
            assertThat(stream.capture()).containsEntry("attempts", 0);
        }
    }

    @Test
    void a_store_that_is_away_uses_up_neither_attempts_nor_the_deadline() {
        try (Link link = new Link(parts.s3().port());
                Recorder recorder = parts.recorder()
                        .with("MINIO_ENDPOINT", "localhost:" + link.port())
                        .with("FINALIZE_ATTEMPTS", "1")
                        .with("FINALIZE_DEADLINE", "1s")
                        .start()) {
            Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
            link.cut();
            stream.ended();
            await("it was tried")
                    .atMost(LONG)
                    .until(() -> (Integer) stream.capture().get("postponements") >= 3);
            assertThat(stream.recording().path("status").asText()).isEqualTo("processing");
            assertThat(stream.capture()).containsEntry("attempts", 0);

            link.mend();

            stream.awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Test
    void a_stream_that_is_said_to_be_live_for_ever_and_sends_nothing_is_ended_once() {
        try (StreamService streamService = new StreamService();
                Recorder recorder = parts.recorder()
                        .with("STREAM_SERVICE_URL", streamService.url())
                        .with("SILENT_AFTER", "4s")
                        .start()) {
            Stream stream = Stream.on(recorder);
            streamService.live(stream, stream.clock());
            stream.started().putAll(EIGHT_SECONDS).awaitCaptured(4);

            stream.awaitCompleted();

            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
            assertThat(stream.capture().get("end_reason")).isEqualTo("silent");
            int asked = streamService.asked("/streams/live");
            await().atMost(LONG).until(() -> streamService.asked("/streams/live") > asked + 2);
            assertThat(recorder.recordings(stream.id())).hasSize(1);
            Stream again = stream.again().started();
            assertThat(again.recording().path("status").asText()).isEqualTo("recording");
        }
    }

    @Test
    void an_outage_of_the_store_is_not_taken_for_the_silence_of_a_stream() {
        try (Link link = new Link(parts.s3().port());
                Recorder recorder = parts.recorder()
                        .with("MINIO_ENDPOINT", "localhost:" + link.port())
                        .with("STALE_AFTER", "4s")
                        .with("SILENT_AFTER", "4s")
                        .start()) {
            Stream stream = Stream.on(recorder)
                    .started()
                    .putAll(EIGHT_SECONDS.subList(0, 2))
                    .awaitCaptured(2);
            link.cut();
            stream.putAll(EIGHT_SECONDS.subList(2, 4));
            awaitSilenceOf(stream, recorder, 9);
            assertThat(stream.recording().path("status").asText()).isEqualTo("recording");

            link.mend();

            stream.awaitCaptured(4).ended().awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Test
    void the_time_in_which_the_service_did_not_run_is_not_taken_for_the_silence_of_a_stream() {
        try (Recorder recorder = parts.recorder().with("STALE_AFTER", "6s").start()) {
            Stream stream = Stream.on(recorder)
                    .started()
                    .putAll(EIGHT_SECONDS.subList(0, 2))
                    .awaitCaptured(2);
            recorder.kill();
            awaitSilenceOf(stream, recorder, 12);
            stream.putAll(EIGHT_SECONDS.subList(2, 4));

            recorder.start();

            stream.awaitCaptured(4).ended().awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
            assertThat(stream.capture().get("end_reason")).isEqualTo("stream.ended");
        }
    }

    @Test
    void a_broadcaster_who_goes_on_after_the_end_does_not_keep_the_recording_from_its_completion() {
        ScheduledExecutorService broadcaster = Executors.newSingleThreadScheduledExecutor();
        try (Recorder recorder = parts.recorder().with("SETTLE_LIMIT", "4s").start()) {
            Stream stream = Stream.on(recorder)
                    .started()
                    .putAll(EIGHT_SECONDS)
                    .awaitCaptured(4)
                    .ended();
            AtomicInteger number = new AtomicInteger(4);
            broadcaster.scheduleWithFixedDelay(
                    () -> stream.put(
                            "segment_" + String.format("%03d", number.getAndIncrement()) + ".ts", EIGHT_SECONDS.get(1)),
                    0,
                    300,
                    TimeUnit.MILLISECONDS);

            stream.awaitCompleted();

            assertThat(Decoded.of(stream.mp4()).video()).containsAll(FRAMES.video());
        } finally {
            broadcaster.shutdownNow();
        }
    }

    @Test
    void times_in_the_far_future_that_a_wrong_clock_left_hold_up_nothing() {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder)
                    .started()
                    .putAll(EIGHT_SECONDS.subList(0, 2))
                    .awaitCaptured(2);
            recorder.kill();
            recorder.sql(
                    "UPDATE recording_capture SET owner = 'one that died', lease_until = now() + interval '1 day', looked_at = now() + interval '1 day'");
            recorder.start();
            stream.putAll(EIGHT_SECONDS.subList(2, 4)).awaitCaptured(4).ended();
            recorder.kill();
            recorder.sql(
                    "UPDATE recording_capture SET owner = 'one that died', stage = 'finalize', lease_until = now() + interval '1 day',"
                            + " ended_at = now() + interval '1 day', next_attempt_at = now() + interval '1 day'");
            recorder.sql("UPDATE recordings SET status = 'processing'");
            recorder.start();

            stream.awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    private static void awaitSilenceOf(Stream stream, Recorder recorder, int seconds) {
        await("nothing came for " + seconds + " s").atMost(LONG).until(() -> !recorder.sql(
                        "SELECT 1 FROM recording_capture WHERE stream_key = ? AND last_segment_at < now() - ? * interval '1 second'",
                        stream.key(),
                        seconds)
                .isEmpty());
    }

    private static Path program(String script) throws IOException {
        Path file = Files.createTempDirectory("program").resolve("program");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
