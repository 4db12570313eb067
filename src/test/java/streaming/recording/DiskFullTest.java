package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.SmallDisk;
import streaming.recording.support.Stream;

/**
 * The disk of the work folder fills up, by our own doing or not: work waits, nothing is lost, and it goes on by itself.
 */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
class DiskFullTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(8)).make();

    private final RealParts parts;

    DiskFullTest(RealParts parts) {
        this.parts = parts;
    }

    @Test
    void downloads_pause_on_a_full_disk_and_go_on_when_there_is_room() {
        try (Recorder recorder = parts.recorder()) {
            SmallDisk disk = SmallDisk.under(recorder, way(), 16);
            Stream stream =
                    Stream.on(recorder).started().putAll(SOURCE.subList(0, 2)).awaitCaptured(2);

            disk.use(88);
            await("the log warns").atMost(LONG).until(() -> recorder.logged().contains("Disk fills up: used=8"));
            assertThat(recorder.get("/health").body()).contains("\"healthy\"");
            disk.use(97);
            await("degraded")
                    .atMost(LONG)
                    .until(
                            () -> recorder.get("/health")
                                    .body()
                                    .equals(
                                            "{\"status\":\"degraded\",\"service\":\"recording-service\",\"reason\":\"the disk of the work folder is full: downloads pause\"}"));
            stream.putAll(SOURCE.subList(2, 4)).ended();
            await("postponed")
                    .atMost(LONG)
                    .until(() -> (Integer) stream.capture().get("postponements") >= 2);
            assertThat((String) stream.capture().get("error"))
                    .isEqualTo("2 segments wait in the bucket: the disk of the work folder is full: downloads pause");
            assertThat(recorder.get("/recordings").statusCode())
                    .as("others are served")
                    .isEqualTo(200);

            disk.clear();

            assertComplete(recorder, stream);
            for (String line : List.of(
                    "Disk fills up: ",
                    "Disk full, downloads pause: ",
                    "Disk has room, downloads resume: ",
                    "Disk has enough room again: ")) {
                assertThat(recorder.logged().lines().filter(logged -> logged.contains(line)))
                        .as(line)
                        .hasSize(1);
            }
        }
    }

    @Test
    void what_an_ended_recording_still_lacks_may_use_the_last_room_as_its_end_frees_more() {
        try (Recorder recorder = parts.recorder().with("DISK_PAUSE", "200MB")) {
            SmallDisk disk = SmallDisk.under(recorder, way(), 300);
            Stream stream =
                    Stream.on(recorder).started().putAll(SOURCE.subList(0, 2)).awaitCaptured(2);
            disk.leave(150_000_000);
            await("downloads pause").atMost(LONG).until(() -> recorder.logged()
                    .contains("Disk full, downloads pause: "));

            stream.putAll(SOURCE.subList(2, 4)).ended().awaitCompleted();

            assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
            assertThat(recorder.logged()).doesNotContain("downloads resume");
        }
    }

    @Test
    void a_segment_that_has_no_room_is_not_called_missing() {
        try (Recorder recorder = parts.recorder().with("DISK_PAUSE", "100%")) {
            SmallDisk disk = SmallDisk.under(recorder, way(), 16);
            disk.leave(100_000);
            Stream stream = Stream.on(recorder).started().putAll(SOURCE);
            await("it is tried").atMost(LONG).until(() -> recorder.logged().contains("No space left on device"));
            await("degraded")
                    .atMost(LONG)
                    .until(() -> recorder.get("/health").body().contains("the work folder cannot be written"));
            stream.ended();
            await("postponed")
                    .atMost(LONG)
                    .until(() -> (Integer) stream.capture().get("postponements") >= 1);

            disk.clear();

            assertComplete(recorder, stream);
            assertThat(recorder.logged())
                    .contains(
                            "Work folder " + recorder.workFolder() + " cannot be used and is waited for: ",
                            "Work folder " + recorder.workFolder() + " is back")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void a_join_that_has_no_room_waits_for_it_and_leaves_what_there_is_to_others() throws IOException {
        try (Recorder recorder = parts.recorder().with("DISK_PAUSE", "100%").with("LIVE_JOINS", "0")) {
            SmallDisk disk = SmallDisk.under(recorder, way(), 16);
            Stream stream = Stream.on(recorder).started().putAll(SOURCE).awaitCaptured(4);
            disk.leave(500_000);
            stream.ended();
            await("postponed")
                    .atMost(LONG)
                    .until(() -> (Integer) stream.capture().get("postponements") >= 1);

            assertThat((String) stream.capture().get("error"))
                    .startsWith("no room on the disk of ")
                    .contains(" bytes are needed, ");
            assertThat(joins(disk, stream)).isEmpty();

            disk.clear();
            assertComplete(recorder, stream);
        }
    }

    @Test
    void a_disk_that_is_full_while_ffmpeg_writes_fails_the_join_and_not_the_recording() throws IOException {
        Path ffmpeg = Files.createTempDirectory("program").resolve("ffmpeg");
        Files.writeString(
                ffmpeg,
                "#!/bin/sh\ndd if=/dev/zero of=../../ballast bs=4096 2>/dev/null\nexec " + Ffmpeg.ffmpeg()
                        + " \"$@\"\n");
        Files.setPosixFilePermissions(ffmpeg, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Recorder recorder = parts.recorder()
                .with("FFMPEG", ffmpeg.toString())
                .with("DISK_PAUSE", "100%")
                .with("LIVE_JOINS", "0")) {
            SmallDisk disk = SmallDisk.under(recorder, way(), 16);
            Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();
            await("postponed")
                    .atMost(LONG)
                    .until(() -> (Integer) stream.capture().get("postponements") >= 1);
            assertThat((String) stream.capture().get("error")).containsPattern("No space left on device|audit: ");
            assertThat(joins(disk, stream)).as("its room is for others").isEmpty();

            Path healthy = ffmpeg.resolveSibling("healthy");
            Files.createSymbolicLink(healthy, Ffmpeg.ffmpeg());
            Files.move(
                    healthy,
                    ffmpeg,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            disk.clear();

            assertComplete(recorder, stream);
        }
    }

    /** The folders of the attempts to join. */
    private static String[] joins(SmallDisk disk, Stream stream) {
        return disk.folder().resolve(stream.key()).toFile().list((folder, name) -> name.startsWith("join-"));
    }

    private static List<String> way() {
        Optional<List<String>> way = SmallDisk.way();
        assumeThat(way)
                .as(
                        "this machine lets nobody mount a tmpfs: neither root with unshare -m, nor a user with unshare -Urm")
                .isPresent();
        return way.orElseThrow();
    }

    private static void assertComplete(Recorder recorder, Stream stream) {
        stream.awaitCompleted();
        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.report().at("/report/segments/missing").asInt()).isZero();
        assertThat(stream.capture().get("attempts")).isEqualTo(0);
        await("healthy again")
                .atMost(LONG)
                .until(() -> recorder.get("/health").body().contains("\"healthy\""));
    }
}
