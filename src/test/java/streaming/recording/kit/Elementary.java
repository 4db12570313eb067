package streaming.recording.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import streaming.recording.embedded.Ffmpeg;

/**
 * Small elementary streams, each encoded once a test run: test pictures of 160x90 with a key frame every 2 s, and
 * noise, of which no two frames are alike. The units are shared; take {@link AccessUnit#copy()} to change one.
 */
final class Elementary {
    private static final Map<String, List<AccessUnit>> MADE = new ConcurrentHashMap<>();

    private Elementary() {}

    /** @param more arguments of the encoder, for example {@code -bf 0}; later ones win */
    static List<AccessUnit> video(String encoder, String codec, double seconds, String rate, String more) {
        String x265 = encoder.equals("libx265")
                ? " -x265-params log-level=none:pools=none:bframes=2:keyint=60:scenecut=0:open-gop=0"
                : "";
        return made(
                Track.Kind.VIDEO,
                codec,
                "-f lavfi -i testsrc2=size=160x90:rate=" + rate + ":duration=" + seconds + " -c:v " + encoder
                        + " -threads 1 -pix_fmt yuv420p -g 60 -bf 2 -b:v 200k"
                        + (encoder.startsWith("libx26") ? " -preset ultrafast -crf 32 -sc_threshold 0" : "") + x265
                        + " " + more);
    }

    static List<AccessUnit> audio(String encoder, String codec, double seconds, String more) {
        return made(
                Track.Kind.AUDIO,
                codec,
                "-f lavfi -i anoisesrc=color=pink:amplitude=0.2:seed=7:sample_rate=48000:duration=" + seconds + " -c:a "
                        + encoder + " " + more);
    }

    private static List<AccessUnit> made(Track.Kind kind, String codec, String arguments) {
        return MADE.computeIfAbsent(arguments, line -> {
            byte[] file = run(line + " -muxdelay 0 -muxpreload 0 -pes_payload_size 0 -f mpegts");
            return List.copyOf(new SourceReader(file, kind, codec).read());
        });
    }

    /** What ffmpeg writes for these arguments, without the name of a file. */
    static byte[] run(String arguments) {
        try {
            Path file = Files.createTempFile("elementary", ".bin");
            try {
                List<String> command = new ArrayList<>(
                        List.of(Ffmpeg.encoder().toString(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"));
                command.addAll(List.of(arguments.strip().split("\\s+")));
                command.add(file.toString());
                Process process =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                String said = new String(process.getInputStream().readAllBytes());
                if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IllegalStateException(String.join(" ", command) + ": " + said);
                }
                return Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
