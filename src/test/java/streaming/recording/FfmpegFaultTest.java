package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * What ffmpeg may do in place of a join: the recording waits, its segments stay, and it is joined when ffmpeg does it.
 */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FfmpegFaultTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(8)).make();

    private Path ffmpeg;
    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) throws IOException {
        ffmpeg = Files.createTempDirectory("program").resolve("ffmpeg");
        behave("exec " + Ffmpeg.ffmpeg() + " \"$@\"");
        recorder = parts.recorder()
                .with("FFMPEG", ffmpeg.toString())
                .with("FFMPEG_TIMEOUT", "3s")
                .with("FFMPEG_MEMORY", "1GB")
                .with("LIVE_JOINS", "0")
                .start();
    }

    @AfterAll
    void stop() {
        recorder.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "cat >/dev/null; echo 'Conversion failed!' >&2; exit 1   ~ exit status 1 Conversion failed!",
                "exit 1                                                  ~ exit status 1",
                "head -c 300000 >/dev/null; kill -SEGV $$                ~ exit status 139",
                "cat >/dev/null; head -c 5000 /dev/zero >output.mp4      ~ moov atom not found",
                "head -c 300000 | FFMPEG \"$@\"                          ~ audit: ",
                "cat >/dev/null                                          ~ output.mp4",
            })
    void a_ffmpeg_that_fails_is_tried_again_later(String behaviour, String reason) throws IOException {
        behave(behaviour.replace("FFMPEG", Ffmpeg.ffmpeg().toString()));
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();
        await("postponed twice")
                .atMost(LONG)
                .until(() -> (Integer) stream.capture().get("postponements") >= 2);
        assertThat((String) stream.capture().get("error")).contains(reason);
        assertThat(stream.recording().path("status").asText()).isEqualTo("processing");

        behave("exec " + Ffmpeg.ffmpeg() + " \"$@\"");

        assertComplete(stream);
    }

    @Test
    void a_ffmpeg_that_hangs_and_shuts_its_ears_is_killed_with_what_it_started() throws IOException {
        Path child = ffmpeg.resolveSibling("child");
        behave("trap '' TERM INT; sleep 987 & echo $! >'" + child + ".new'; mv '" + child + ".new' '" + child
                + "'; wait");
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();
        await("it hangs").atMost(LONG).until(() -> Files.exists(child));
        await("postponed").atMost(LONG).until(() -> (Integer) stream.capture().get("postponements") >= 1);

        assertThat((String) stream.capture().get("error")).contains("got no further for 3000 ms and was killed");
        ProcessHandle service = recorder.process().toHandle();
        behave("exec " + Ffmpeg.ffmpeg() + " \"$@\"");
        assertComplete(stream);
        assertThat(service.descendants().map(ProcessHandle::info))
                .as("programs that are left")
                .isEmpty();
        long pid = Long.parseLong(Files.readString(child).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
                .as("what it started")
                .isEmpty();
    }

    @Test
    void a_ffmpeg_that_is_slow_and_gets_further_is_not_killed() throws IOException {
        behave("(for i in 1 2 3; do head -c 100000; sleep 1.5; done; cat) | " + Ffmpeg.ffmpeg() + " \"$@\"");
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();

        stream.awaitCompleted();

        assertThat(stream.capture().get("postponements")).isEqualTo(0);
        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
        behave("exec " + Ffmpeg.ffmpeg() + " \"$@\"");
    }

    /** Other commands would give up tracks, and need no less. */
    @Test
    void a_ffmpeg_that_needs_more_memory_than_it_may_have_gives_up_nothing() throws IOException {
        behave("until grep -q 'address space *1000000000 ' /proc/$$/limits; do sleep 0.1; done; cat >/dev/null;"
                + " echo 'Error muxing a packet: Cannot allocate memory' >&2; exit 1");
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();
        await("postponed twice")
                .atMost(LONG)
                .until(() -> (Integer) stream.capture().get("postponements") >= 2);
        assertThat(stream.capture()).containsEntry("error_code", "memory-full").containsEntry("attempts", 0);

        behave("exec " + Ffmpeg.ffmpeg() + " \"$@\"");

        assertComplete(stream);
        assertThat(stream.report().at("/report/rungs")).hasSize(1);
    }

    @Test
    void a_segment_file_that_vanishes_before_the_join_is_fetched_again() throws IOException {
        behave("exit 1");
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();
        await("postponed").atMost(LONG).until(() -> (Integer) stream.capture().get("postponements") >= 1);
        Path file = recorder.workFolder().resolve(stream.key()).resolve("segment_002.ts");
        assertThat(file).exists();

        behave("rm -f '" + file + "'; sed -i '/rm/d' '" + ffmpeg + "'; exec " + Ffmpeg.ffmpeg() + " \"$@\"");

        assertComplete(stream);
    }

    @Test
    void sigterm_lets_a_join_under_way_end() throws IOException {
        Path reached = ffmpeg.resolveSibling("reached");
        Path go = ffmpeg.resolveSibling("go");
        Files.deleteIfExists(go);
        behave("touch '" + reached + "'; while [ ! -e '" + go + "' ]; do sleep 0.1; done; exec " + Ffmpeg.ffmpeg()
                + " \"$@\"");
        recorder.stop();
        recorder.with("FFMPEG_TIMEOUT", "5m").start();
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();
        await("it is reached").atMost(LONG).until(() -> Files.exists(reached));

        recorder.process().destroy();
        await("it is told")
                .atMost(LONG)
                .until(() -> recorder.logged()
                                .lines()
                                .filter(line -> line.contains("shutdown hook triggered by SIGTERM"))
                                .count()
                        >= 2);
        Files.createFile(go);
        recorder.stop();

        assertThat(recorder.sql("SELECT status::text FROM recordings WHERE stream_id = ?", stream.id())
                        .get(0)
                        .get("status"))
                .isEqualTo("completed");
        behave("exec " + Ffmpeg.ffmpeg() + " \"$@\"");
        recorder.with("FFMPEG_TIMEOUT", "3s").start();
        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    private void assertComplete(Stream stream) {
        stream.awaitCompleted();
        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
        await("the work folder is deleted")
                .atMost(LONG)
                .until(() -> !Files.exists(recorder.workFolder().resolve(stream.key())));
    }

    /** The program that the service knows as ffmpeg does this from now on. */
    private void behave(String shell) throws IOException {
        Path script = ffmpeg.resolveSibling("next");
        // the poster is made beside the join, and not of interest here
        Files.writeString(
                script,
                "#!/bin/sh\ncase \"$*\" in *image2pipe*) exec " + Ffmpeg.ffmpeg() + " \"$@\" ;; esac\n"
                        + shell.replace("; ", "\n") + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(script, ffmpeg, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
}
