package streaming.recording.ts;

import java.util.Arrays;
import streaming.recording.timeline.Ticks;

/**
 * One packetized elementary stream packet (ISO/IEC 13818-1, 2.4.3.6), collected from transport packets; reused for the
 * next one.
 */
public final class PesPacket {
    /** Larger than any picture that can be broadcast; what grows beyond is not a picture. */
    static final int MAX = 16 << 20;

    public byte[] data = new byte[1 << 10];
    public int from;
    public int to;
    long pts = Ticks.NONE;
    long dts = Ticks.NONE;
    /** Bytes are missing at the end: what is there is right. */
    boolean cut;
    /** It was collected from the segment before, and ends only now that its pid goes on otherwise. */
    boolean late;
    /** Its first transport packet said that decoding can start here (ISO/IEC 13818-1, 2.4.3.5). */
    boolean randomAccess;

    /** The next one began right behind it: what it tells of more is wrong. */
    boolean followed;

    private boolean open;
    /** The marks in the heads of this pid mean nothing: they are wrong in most of them. */
    boolean unmarked;
    /** The lengths in them mean nothing. */
    boolean unmeasured;

    private int declared;
    private int told;
    private boolean stuffed;
    private int collected;

    void open() {
        open = true;
        collected = 0;
        cut = false;
        to = 0;
        declared = 0;
        stuffed = false;
        late = false;
        followed = false;
    }

    boolean isOpen() {
        return open;
    }

    /** What is there, for later. */
    PesPacket copy() {
        PesPacket copy = new PesPacket();
        copy.data = Arrays.copyOf(data, to);
        copy.from = from;
        copy.to = to;
        copy.pts = pts;
        copy.dts = dts;
        copy.cut = cut;
        copy.late = late;
        copy.randomAccess = randomAccess;
        return copy;
    }

    void close() {
        open = false;
    }

    void append(byte[] b, int offset, int length, boolean lastIsStuffed) {
        if (to + length > data.length) {
            if (to + length > MAX) {
                cut = true;
                return;
            }
            data = Arrays.copyOf(data, Math.min(MAX, Math.max(data.length * 4, to + length)));
        }
        System.arraycopy(b, offset, data, to, length);
        to += length;
        collected = to;
        stuffed = lastIsStuffed;
        if (declared == 0 && to >= 6) {
            int said = (data[4] & 0xff) << 8 | data[5] & 0xff;
            told = said + 6;
            declared = said == 0 || unmeasured || isVideo() ? -1 : told;
        }
    }

    /**
     * Encoders write lengths for video that do not fit into 16 bits, or that are of another picture: alone they prove
     * nothing.
     */
    private boolean isVideo() {
        return (data[3] & 0xf0) == 0xe0;
    }

    /** Whether the declared length is reached; for video also its last packet must be padded. */
    boolean isFull() {
        return declared > 0 ? to >= declared : stuffed && !unmeasured && to == told && to > 6;
    }

    /**
     * Packets were lost right after what was collected. If its length is right, or its last packet was padded, they
     * were not of it.
     */
    void lossFollows() {
        if (!isFull() && !isPadded()) {
            cut = true;
        }
    }

    /**
     * Whether these are the bytes that were collected last: a transport packet may be sent twice (ISO/IEC 13818-1,
     * 2.4.3.3).
     */
    boolean endsWith(byte[] b, int offset, int length, boolean unitStart) {
        boolean fits = unitStart ? collected == length : collected > length;
        return fits && Arrays.equals(data, collected - length, collected, b, offset, offset + length);
    }

    /**
     * Whether its last transport packet was padded, as the last one of a PES packet is, unless its bytes fill it
     * exactly.
     */
    boolean isPadded() {
        return declared == -1 && stuffed;
    }

    /** Nothing is known of what follows: what is missing of its declared length may come there. */
    void mayGoOn() {
        declared = -1;
    }

    /** Reads the head. @return false when it is none, so that nothing in this packet can be believed */
    boolean parse() {
        if (declared > 0) {
            cut |= to < declared && !followed;
            to = to > declared && isPadding(declared) ? declared : to;
        }
        if (to < 9 || data[0] != 0 || data[1] != 0 || data[2] != 1 || !unmarked && (data[6] & 0xc0) != 0x80) {
            return false;
        }
        from = 9 + (data[8] & 0xff);
        if (from > to) {
            return false;
        }
        int flags = (data[7] & 0xff) >> 6;
        pts = Ticks.NONE;
        dts = Ticks.NONE;
        if (flags == 1 && !unmarked || flags >= 2 && from < 14 || flags == 3 && from < 19) {
            return false;
        }
        if (flags >= 2) {
            pts = time(9, flags);
            dts = flags == 3 ? time(14, 1) : pts;
            return pts != Ticks.NONE && dts != Ticks.NONE;
        }
        return true;
    }

    /**
     * Whether what follows the declared end in its last transport packet is padding: else the length is wrong, as
     * nothing else can stand there.
     */
    private boolean isPadding(int end) {
        for (int at = end; at < to; at++) {
            if (data[at] != -1 && data[at] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a PES packet begins here whose marks are as they must be, as far as they can be seen. */
    static boolean isMarked(byte[] b, int at, int to) {
        int flags = (b[at + 7] & 0xff) >> 6;
        return (b[at + 6] & 0xc0) == 0x80
                && flags != 1
                && (flags < 2 || at + 14 > to || isMarkedTime(b, at + 9, flags))
                && (flags < 3 || at + 19 > to || isMarkedTime(b, at + 14, 1));
    }

    private static boolean isMarkedTime(byte[] b, int at, int prefix) {
        return (b[at] & 0xf1) == (prefix << 4 | 1) && (b[at + 2] & 1) == 1 && (b[at + 4] & 1) == 1;
    }

    private long time(int at, int prefix) {
        if (!unmarked && !isMarkedTime(data, at, prefix)) {
            return Ticks.NONE;
        }
        return (data[at] & 0x0eL) << 29
                | (data[at + 1] & 0xffL) << 22
                | (data[at + 2] & 0xfeL) << 14
                | (data[at + 3] & 0xffL) << 7
                | (data[at + 4] & 0xffL) >> 1;
    }
}
