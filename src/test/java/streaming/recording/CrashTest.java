package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.ProgramHold;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.StatementHold;
import streaming.recording.support.Stream;

/** kill -9 at any moment, start again: the same recording completes. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashTest {

    private static final List<Path> TWENTY_SECONDS =
            Segments.of(Duration.ofSeconds(20)).make();

    private final RealParts parts;

    private Recorder killed;
    private Stream live;
    private String id;
    private Stream heard;
    private Stream back;
    private Stream over;
    private Stream emptied;
    private Stream notEntered;
    private Path old;

    CrashTest(RealParts parts) {
        this.parts = parts;
    }

    /** One process is killed, and started again, in the middle of five streams; each of these is a test. */
    @BeforeAll
    void kill_and_start() throws IOException {
        killed = parts.recorder().start();
        live = Stream.on(killed).started().putAll(TWENTY_SECONDS.subList(0, 4));
        heard = Stream.on(killed).putAll(TWENTY_SECONDS);
        back = Stream.on(killed).started().putAll(TWENTY_SECONDS);
        over = Stream.on(killed).started().putAll(TWENTY_SECONDS);
        emptied = Stream.on(killed).started().putAll(TWENTY_SECONDS);
        id = live.awaitCaptured(4).recording().path("id").asText();
        Stream kept = Stream.on(killed).started().putAll(TWENTY_SECONDS.subList(0, 1));
        kept.awaitCaptured(1);
        old = killed.workFolder().resolve(kept.key()).resolve("segment_000.ts");
        back.awaitCaptured(10);
        over.awaitCaptured(10);
        emptied.awaitCaptured(10);
        killBeforeItIsEntered();

        live.putAll(TWENTY_SECONDS.subList(4, 7));
        killed.sql(
                "INSERT INTO stream_event (kind, stream_key, stream_id, event_at) VALUES ('stream.started', ?, ?, now() - interval '1 hour')",
                heard.key(),
                heard.id());
        killed.sql(
                "INSERT INTO stream_event (kind, stream_key, stream_id, event_at) VALUES"
                        + " ('stream.ended', ?, ?, now()), ('stream.started', ?, ?, now() + interval '1 second')",
                back.key(),
                back.id(),
                back.key(),
                back.id());
        killed.sql("CREATE SEQUENCE adoptions");
        killed.sql("CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF nextval('adoptions') = 1 THEN RAISE 'not now'; END IF; RETURN NEW; END $$");
        killed.sql(
                "CREATE TRIGGER fail_once BEFORE UPDATE ON recording_segment FOR EACH ROW WHEN (NEW.state = 'missing')"
                        + " EXECUTE FUNCTION fail_once()");
        Path folder = killed.workFolder().resolve(emptied.key());
        Files.delete(folder.resolve("segment_003.ts"));
        Files.write(folder.resolve("segment_005.ts"), new byte[188]);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(20))));
        killed.start();
    }

    /** All segments of one more stream are here, and none is in the ledger; the bucket drops them meanwhile. */
    private void killBeforeItIsEntered() {
        notEntered = Stream.on(killed).started();
        Path folder = killed.workFolder().resolve(notEntered.key());
        try (StatementHold hold = StatementHold.of(
                killed, "INSERT", "recording_segment", "NEW.object_key LIKE '" + notEntered.key() + "/%'")) {
            notEntered.putAll(TWENTY_SECONDS.subList(0, 3));
            hold.awaitReached();
            // a statement that hangs holds up no poll: the others are fetched meanwhile
            notEntered.putAll(TWENTY_SECONDS.subList(3, 10));
            await("all files are here").atMost(Duration.ofSeconds(60)).until(() -> TWENTY_SECONDS.stream()
                    .allMatch(segment -> Files.exists(folder.resolve(segment.getFileName()))));
            killed.kill();
        }
        for (Path segment : TWENTY_SECONDS.subList(0, 6)) {
            killed.s3().deleteObject(delete -> delete.bucket(killed.segmentsBucket())
                    .key(notEntered.key() + "/" + segment.getFileName()));
        }
    }

    @AfterAll
    void stop() {
        killed.close();
    }

    @Test
    void a_recording_goes_on_after_a_kill_while_it_is_live() {
        live.awaitCaptured(7).putAll(TWENTY_SECONDS.subList(7, 10)).ended();

        assertThat(live.awaitCompleted().path("id").asText()).isEqualTo(id);
        assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(live.mp4())))
                .isEmpty();
    }

    /** Its sender had its answer and does not come again, and the Stream Service cannot be asked here. */
    @Test
    void a_start_that_was_heard_and_not_acted_upon_is_a_recording_after_the_next_start() {
        heard.awaitCaptured(10).ended().awaitCompleted();

        assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(heard.mp4())))
                .isEmpty();
    }

    /** Nobody had acted upon the end yet; the start must not pass for a repetition of the one that is live. */
    @Test
    void a_start_that_follows_an_end_closely_is_a_recording_of_its_own() {
        await("one is completed and one is live").atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        killed.recordings(back.id()))
                .extracting(recording -> recording.path("status").asText())
                .containsExactlyInAnyOrder("recording", "completed"));
    }

    /** Hosts delete what is old below /tmp. */
    @Test
    void the_files_of_a_recording_that_is_not_over_do_not_grow_old() {
        await("it is touched").atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        Files.getLastModifiedTime(old).toInstant())
                .isAfter(Instant.now().minus(Duration.ofDays(1))));
    }

    @Test
    void what_was_fetched_and_not_entered_in_the_ledger_is_not_lost() {
        notEntered.awaitCaptured(10).ended().awaitCompleted();

        assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(notEntered.mp4())))
                .isEmpty();
    }

    @Test
    void an_end_that_came_while_nobody_listened_is_acted_upon_when_it_comes_again() {
        over.ended().awaitCompleted();

        assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(over.mp4())))
                .isEmpty();
    }

    @Test
    void an_emptied_work_folder_is_filled_again_from_the_bucket_also_when_that_fails_the_first_time() {
        emptied.awaitStory("segment.forgotten");
        emptied.ended().awaitCompleted();

        assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(emptied.mp4())))
                .isEmpty();
    }

    @Test
    @Tag("long")
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
    @Tag("long")
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
