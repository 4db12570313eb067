package streaming.recording.kit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import streaming.recording.embedded.Ffmpeg;

/**
 * ffmpeg alone, in the ways in which others join segments. Each gives back what ffmpeg says; nothing when it exits with
 * 0.
 */
public final class Remux {

    private Remux() {}

    /** {@code -f concat} over a list of files. */
    public static String concatenated(Publication source, Path folder, Path output) throws IOException {
        StringBuilder list = new StringBuilder();
        source.files(folder).forEach(file -> list.append("file '").append(file).append("'\n"));
        Path file = Files.writeString(folder.resolve("list.txt"), list);
        return run(
                InputStream.nullInputStream(),
                List.of("-f", "concat", "-safe", "0", "-i", file.toString(), "-c", "copy"),
                output);
    }

    /** ffmpeg's own reader of HLS. */
    public static String playlist(Publication source, Path folder, Path output) throws IOException {
        source.files(folder);
        StringBuilder lines = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n");
        for (String line : source.playlist()) {
            lines.append(line.startsWith("#") ? "" : "#EXTINF:2.0,\n")
                    .append(line)
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("playlist.m3u8"), lines);
        return run(
                InputStream.nullInputStream(),
                List.of("-i", file.toString(), "-map", "0:v?", "-map", "0:a?", "-c", "copy"),
                output);
    }

    /** The bytes of all segments as standard input. */
    public static String piped(Publication source, Path folder, Path output) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        source.pieces().forEach(piece -> all.writeBytes(piece.bytes()));
        return run(
                new ByteArrayInputStream(all.toByteArray()),
                List.of("-f", "mpegts", "-i", "pipe:0", "-map", "0:v?", "-map", "0:a?", "-c", "copy"),
                output);
    }

    /** Runs ffmpeg with this as its standard input, and gives back what it says; empty when it exits with 0. */
    static String run(InputStream stdin, List<String> arguments, Path output) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Ffmpeg.ffmpeg().toString(),
                "-hide_banner",
                "-nostats",
                "-loglevel",
                "error",
                "-y",
                "-probesize",
                "100M",
                "-analyzeduration",
                "100M"));
        command.addAll(arguments);
        command.add(output.toString());
        Path log = Files.createTempFile("ffmpeg", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            try (OutputStream to = process.getOutputStream()) {
                stdin.transferTo(to);
            } catch (IOException stoppedReading) {
                // its exit says why
            }
            boolean exited = process.waitFor(120, TimeUnit.SECONDS);
            return !exited
                    ? "it hangs"
                    : process.exitValue() == 0
                            ? ""
                            : "exit " + process.exitValue() + " "
                                    + Files.readString(log).strip();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
