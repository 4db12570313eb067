package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import streaming.recording.embedded.Ffmpeg;

/** Runs ffmpeg and ffprobe for the tests. */
public final class Programs {

    private Programs() {}

    public record Outcome(int exit, String out, String err) {}

    public static Outcome ffmpeg(InputStream stdin, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Ffmpeg.ffmpeg().toString(), "-hide_banner", "-nostats", "-loglevel", "error", "-y"));
        command.addAll(Arrays.asList(arguments));
        return run(command, stdin);
    }

    public static void makes(String... arguments) {
        Outcome outcome = ffmpeg(InputStream.nullInputStream(), arguments);
        assertThat(outcome.exit())
                .as("ffmpeg %s: %s", String.join(" ", arguments), outcome.err())
                .isZero();
    }

    static String ffprobe(Path file, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Ffmpeg.ffprobe().toString(), "-v", "error"));
        command.addAll(Arrays.asList(arguments));
        command.add(file.toString());
        Outcome outcome = run(command, InputStream.nullInputStream());
        assertThat(outcome.exit()).as("ffprobe %s: %s", file, outcome.err()).isZero();
        return outcome.out();
    }

    private static Outcome run(List<String> command, InputStream stdin) {
        try {
            Process process = new ProcessBuilder(command).start();
            Drain out = new Drain(process.getInputStream());
            Drain err = new Drain(process.getErrorStream());
            try (OutputStream to = process.getOutputStream()) {
                stdin.transferTo(to);
            } catch (IOException stoppedReading) {
                assertThat(process.waitFor())
                        .as("ffmpeg closed its stdin: %s", err.text())
                        .isNotNull();
            }
            int exit = process.waitFor();
            return new Outcome(exit, out.text(), err.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Drain extends Thread {
        private final InputStream in;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Drain(InputStream in) {
            this.in = in;
            start();
        }

        @Override
        public void run() {
            try {
                in.transferTo(bytes);
            } catch (IOException closed) {
                // the program has ended: what came until then is kept
            }
        }

        String text() throws InterruptedException {
            join();
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
