package streaming.recording.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import streaming.recording.embedded.Ffmpeg;

/** Asks ffprobe, as a person would. */
final class Probe {

    private Probe() {}

    /** Duration in seconds, as ffprobe prints it. */
    static String seconds(Path mp4) throws IOException {
        Process process = new ProcessBuilder(
                        Ffmpeg.ffprobe().toString(),
                        "-v",
                        "error",
                        "-show_entries",
                        "format=duration",
                        "-of",
                        "csv=p=0",
                        mp4.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
