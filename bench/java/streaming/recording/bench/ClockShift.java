package streaming.recording.bench;

import java.util.HashMap;
import java.util.Map;

/** Moves segments in time, one behind the other, with continuity counters that go on. */
final class ClockShift {

    private final Map<Integer, Integer> counters = new HashMap<>();

    /** @param shift ticks of 1/90000 s */
    void move(byte[] segment, long shift) {
        for (int packet = 0; packet + 188 <= segment.length; packet += 188) {
            stamp(segment, packet, shift);
        }
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
