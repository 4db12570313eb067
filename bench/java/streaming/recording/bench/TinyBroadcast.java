package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import streaming.recording.embedded.Ffmpeg;

/**
 * A broadcast of any number of segments of a few kilobytes: a picture a second and 125 frames of sound a segment, one
 * segment that is repeated with a clock that goes on. A thin one has ten frames of sound a second, since ffmpeg keeps
 * 50 bytes of each in memory.
 */
final class TinyBroadcast {

    private final int seconds;
    private final byte[] segment;
    private final ClockShift clock = new ClockShift();
    private int made;

    /** @param seconds of a segment, 2 or 4 */
    TinyBroadcast(Path folder, int seconds, boolean thin) throws IOException, InterruptedException {
        this.seconds = seconds;
        Files.createDirectories(folder);
        int all = 4 * seconds;
        Process encoder = new ProcessBuilder(List.of((Ffmpeg.encoder()
                                + " -hide_banner -loglevel error -nostdin -y -f lavfi -i "
                                + (thin ? "color=size=32x32" : "testsrc2=size=64x64") + ":rate=1:duration="
                                + all + " -f lavfi -i sine=sample_rate="
                                + (thin ? 48_000 : 128_000 / seconds) + ":duration=" + all
                                + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 0 -g " + seconds
                                + " -keyint_min "
                                + seconds + " -sc_threshold 0 -c:a "
                                + (thin ? "libopus -b:a 6k -vbr off -frame_duration 100" : "aac -b:a 8k")
                                + " -f hls -hls_time " + seconds
                                + " -hls_list_size 0 -hls_segment_filename tiny_%03d.ts tiny.m3u8")
                        .split(" ")))
                .directory(folder.toFile())
                .inheritIO()
                .start();
        if (encoder.waitFor() != 0) {
            throw new IOException("ffmpeg cannot encode");
        }
        segment = Files.readAllBytes(folder.resolve("tiny_002.ts"));
    }

    /** Ticks of 1/90000 s. */
    long ticks() {
        return seconds * 90_000L;
    }

    /** The next segment. */
    byte[] next() {
        byte[] next = segment.clone();
        clock.move(next, made++ * ticks());
        return next;
    }
}
