package streaming.recording.ts;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts bytes into transport packets of 188 bytes (also with the 4 bytes of time code or 16 or 20 bytes of parity that
 * some recorders add), and finds the beat of the sync byte again after garbage (ISO/IEC 13818-1, 2.4.3.2 and annex
 * G.1).
 */
public final class TransportPackets {
    public static final int SIZE = 188;
    private static final int SYNC = 0x47;
    private static final int BLOCK = 188 * 512;
    private static final int BEATS = 4;
    private static final int LOOK_AHEAD = 208 * BEATS + SIZE;

    private final InputStream in;
    private final byte[] buffer;
    private int start;
    private int end;
    private boolean ended;
    private boolean inSync;
    private int stride = SIZE;
    private int packet;
    private long garbage;
    private boolean endsInsidePacket;
    private boolean any;

    public TransportPackets(InputStream in) {
        this(in, new byte[BLOCK]);
    }

    public TransportPackets(InputStream in, byte[] buffer) {
        this.in = in;
        this.buffer = buffer;
    }

    public byte[] buffer() {
        return buffer;
    }

    /** Where the current packet begins in {@link #buffer()}. */
    public int offset() {
        return packet;
    }

    /** The first bytes of the input, before anything is read of it. */
    public byte[] head() throws IOException {
        fill();
        return Arrays.copyOf(buffer, Math.min(end, 64));
    }

    /** Bytes that belong to no packet, without an incomplete last packet. */
    long garbage() {
        return garbage;
    }

    /** Bytes that stand before or behind each packet, as some recorders add them. */
    int between() {
        return stride - SIZE;
    }

    public boolean endsInsidePacket() {
        return endsInsidePacket;
    }

    /** Whether a packet was found. */
    public boolean any() {
        return any;
    }

    /** @return false at the end of the input */
    public boolean next() throws IOException {
        while (true) {
            if (end - start < LOOK_AHEAD && !ended) {
                fill();
            }
            if (!inSync && !findSync()) {
                return false;
            }
            if (end - start < SIZE) {
                rest();
                return false;
            }
            if (buffer[start] != SYNC) {
                inSync = false;
                continue;
            }
            packet = start;
            if (start + stride >= end || buffer[start + stride] == SYNC) {
                start = Math.min(start + stride, end);
                any = true;
                return true;
            }
            if (!skipCutPacket()) {
                start += stride;
                inSync = false;
                any = true;
                return true;
            }
        }
    }

    /**
     * When the beat goes on anywhere but at a multiple of the packet length, bytes were lost or added inside this
     * packet.
     */
    private boolean skipCutPacket() {
        for (int at = start + 1; at + SIZE <= end; at++) {
            if (buffer[at] == SYNC && beats(at, stride)) {
                if ((at - start) % stride == 0) {
                    return false;
                }
                garbage += at - start;
                start = at;
                return true;
            }
        }
        return false;
    }

    private boolean findSync() throws IOException {
        while (true) {
            int last = ended ? end - SIZE : end - LOOK_AHEAD;
            for (int at = start; at <= last; at++) {
                if (buffer[at] == SYNC && settle(at)) {
                    garbage += at - start;
                    start = at;
                    inSync = true;
                    return true;
                }
            }
            if (ended) {
                garbage += end - start;
                start = end;
                return false;
            }
            garbage += Math.max(0, last + 1 - start);
            start = Math.max(start, last + 1);
            fill();
        }
    }

    private boolean settle(int at) {
        if (beats(at, stride)) {
            return true;
        }
        if (any) {
            return false;
        }
        for (int other : new int[] {SIZE, 192, 204, 208}) {
            // four bytes of arrival time stand before each packet, and may begin like one
            boolean time = other == 192 && at + 4 < end && buffer[at + 4] == SYNC && beats(at + 4, other);
            if (!time && beats(at, other)) {
                stride = other;
                return true;
            }
        }
        return false;
    }

    /** The next few packets begin where they should, as far as there are any. */
    private boolean beats(int at, int length) {
        for (int beat = 1; beat <= BEATS; beat++) {
            int next = at + beat * length;
            if (next >= end) {
                return beat > 1 || next == end || at + SIZE == end;
            }
            if (buffer[next] != SYNC) {
                return false;
            }
        }
        return true;
    }

    private void rest() {
        int left = end - start;
        if (left > 0 && buffer[start] == SYNC) {
            endsInsidePacket = true;
        } else {
            garbage += left;
        }
        start = end;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        while (end < buffer.length) {
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                ended = true;
                break;
            }
            end += read;
        }
    }
}
