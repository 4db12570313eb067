package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<Integer, Integer> counters = new HashMap<>();
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
        for (int packet = 0; packet + 188 <= segment.length; packet += 188) {
            stamp(segment, packet, shift);
        }
        made++;
        return segment;
    }

    private void stamp(byte[] ts, int packet, long shift) {
        int pid = (ts[packet + 1] & 0x1f) << 8 | ts[packet + 2] & 0xff;
        boolean payload = (ts[packet + 3] & 0x10) != 0;
        boolean adaptation = (ts[packet + 3] & 0x20) != 0;
        if (payload) {
            int counter = counters.merge(pid, 1, (before, one) -> before + 1 & 15);
            ts[packet + 3] = (byte) (ts[packet + 3] & 0xf0 | counter);
        }
        int length = adaptation ? ts[packet + 4] & 0xff : -1;
        if (length > 0 && (ts[packet + 5] & 0x10) != 0) {
            long base = 0;
            for (int i = 0; i < 4; i++) {
                base = base << 8 | ts[packet + 6 + i] & 0xff;
            }
            base = (base << 1 | (ts[packet + 10] & 0x80) >> 7) + shift & 0x1ffffffffL;
            for (int i = 0; i < 4; i++) {
                ts[packet + 6 + i] = (byte) (base >> 25 - 8 * i);
            }
            ts[packet + 10] = (byte) (ts[packet + 10] & 0x7f | (base & 1) << 7);
        }
        int pes = packet + 5 + length;
        boolean begins = payload
                && (ts[packet + 1] & 0x40) != 0
                && pes + 14 < packet + 188
                && ts[pes] == 0
                && ts[pes + 1] == 0
                && ts[pes + 2] == 1;
        if (begins && (ts[pes + 7] & 0x80) != 0) {
            clock(ts, pes + 9, shift);
            if ((ts[pes + 7] & 0x40) != 0) {
                clock(ts, pes + 14, shift);
            }
        }
    }

    private static void clock(byte[] ts, int at, long shift) {
        long time = (long) (ts[at] & 0x0e) << 29
                | (ts[at + 1] & 0xff) << 22
                | (ts[at + 2] & 0xfe) << 14
                | (ts[at + 3] & 0xff) << 7
                | (ts[at + 4] & 0xfe) >> 1;
        time = time + shift & 0x1ffffffffL;
        ts[at] = (byte) (ts[at] & 0xf1 | time >> 29 & 0x0e);
        ts[at + 1] = (byte) (time >> 22);
        ts[at + 2] = (byte) (time >> 14 & 0xfe | 1);
        ts[at + 3] = (byte) (time >> 7);
        ts[at + 4] = (byte) (time << 1 & 0xfe | 1);
    }
}
