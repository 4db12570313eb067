package streaming.recording.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FfmpegTest {
    @Test
    void the_bundled_programs_run_without_any_environment(@TempDir Path folder) throws Exception {
        for (Path program : List.of(Ffmpeg.bundledFfmpeg(), Ffmpeg.bundledFfprobe())) {
            assertThat(run(program.toString(), "-hide_banner", "-version"))
                    .contains("version 8.")
                    .doesNotContain("no version information");
        }
        assertThat(run(Ffmpeg.bundledFfmpeg().toString(), "-hide_banner", "-encoders"))
                .contains(" libx264 ")
                .contains(" aac ");
    }

    @Test
    void libraries_of_the_desktop_are_taken_from_the_folder_of_the_program() throws Exception {
        Path program = Ffmpeg.bundledFfmpeg();
        var command = new ProcessBuilder(program.toString(), "-version").redirectErrorStream(true);
        command.environment().put("LD_TRACE_LOADED_OBJECTS", "1"); // what ldd sets
        var process = command.start();
        var output = new String(process.getInputStream().readAllBytes());
        for (String library :
                List.of("libpulse.so.0", "libasound.so.2", "libxcb.so.1", "libxcb-shm.so.0", "libdrm.so.2")) {
            assertThat(output).contains(library + " => " + program.resolveSibling(library));
        }
    }

    @Test
    void the_encoder_makes_b_frames() throws Exception {
        var segment = Segments.of(Duration.ofSeconds(2)).make().get(0);
        assertThat(run(
                        Ffmpeg.ffprobe().toString(),
                        "-v",
                        "error",
                        "-select_streams",
                        "v:0",
                        "-show_entries",
                        "frame=pict_type",
                        "-of",
                        "csv=p=0",
                        segment.toString()))
                .contains("B");
    }

    @Test
    void a_cache_folder_that_lost_a_file_is_filled_again(@TempDir Path place) throws Exception {
        var filled = new ArrayList<Path>();
        Cache.Filler filler = folder -> {
            Files.createDirectories(folder.resolve("bin"));
            Files.writeString(folder.resolve("bin/program"), "program");
            filled.add(folder);
        };
        Path first = Cache.folder(List.of(place), "program-1", filler);
        assertThat(Cache.folder(List.of(place), "program-1", filler)).isEqualTo(first);
        assertThat(filled).hasSize(1);

        Files.delete(first.resolve("bin/program"));
        assertThat(Cache.folder(List.of(place), "program-1", filler).resolve("bin/program"))
                .hasContent("program");
        assertThat(filled).hasSize(2);
        try (var left = Files.list(place)) {
            assertThat(left.filter(Files::isDirectory))
                    .as("nothing half-done stays")
                    .containsExactly(first);
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
