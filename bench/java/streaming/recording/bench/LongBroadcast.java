package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import streaming.recording.embedded.Ffmpeg;

/**
 * A broadcast of any length from one minute of encoding: 64 s are repeated with time stamps and continuity counters
 * that go on, so that it has no seam. 64 s are 1920 pictures at 30 a second and 3000 frames of sound at 48 kHz, both
 * whole. About 1 GB an hour.
 */
final class LongBroadcast {

    static final int LOOP = 64;
    static final int SEGMENT = 4;
    static final long PACKETS_A_LOOP = 1920 + 3000;
    private static final int PER_LOOP = LOOP / SEGMENT;

    private final List<byte[]> loop = new ArrayList<>();
    private final ClockShift clock = new ClockShift();
    private int made;

    LongBroadcast(Path folder) throws IOException {
        Files.createDirectories(folder);
        Process encoder = new ProcessBuilder(
                        Ffmpeg.encoder().toString(),
                        "-hide_banner",
                        "-loglevel",
                        "error",
                        "-nostdin",
                        "-y",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=1280x720:rate=30:duration=" + (LOOP + 2 * SEGMENT),
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=frequency=440:beep_factor=4:sample_rate=48000:duration=" + (LOOP + 2 * SEGMENT),
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-pix_fmt",
                        "yuv420p",
                        "-bf",
                        "2",
                        "-g",
                        "120",
                        "-keyint_min",
                        "120",
                        "-sc_threshold",
                        "0",
                        "-b:v",
                        "2100k",
                        "-maxrate",
                        "2100k",
                        "-bufsize",
                        "2100k",
                        "-x264-params",
                        "nal-hrd=cbr",
                        "-c:a",
                        "aac",
                        "-b:a",
                        "64k",
                        "-f",
                        "hls",
                        "-hls_time",
                        Integer.toString(SEGMENT),
                        "-hls_list_size",
                        "0",
                        "-hls_segment_filename",
                        "loop_%03d.ts",
                        "loop.m3u8")
                .directory(folder.toFile())
                .inheritIO()
                .start();
        try {
            if (encoder.waitFor() != 0) {
                throw new IOException("ffmpeg cannot encode");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        // the first segment holds the encoder's lead-in, which is not repeated
        for (int i = 1; i <= PER_LOOP; i++) {
            loop.add(Files.readAllBytes(folder.resolve(String.format("loop_%03d.ts", i))));
        }
    }

    static int segments(int loops) {
        return loops * PER_LOOP;
    }

    static String name(int number) {
        return String.format("segment_%03d.ts", number);
    }

    /** The next segment. */
    byte[] next() {
        byte[] segment = loop.get(made % PER_LOOP).clone();
        long shift = (long) (made / PER_LOOP) * LOOP * 90_000;
        clock.move(segment, shift);
        made++;
        return segment;
    }
}
