package streaming.recording.ts;

import java.util.Arrays;

/**
 * Puts the sections of one pid together (ISO/IEC 13818-1, 2.4.4): several in one packet, one over several packets,
 * private ones before those that are looked for.
 */
public final class Sections {

    /** Takes each complete section; the bytes are only lent for the call. */
    interface Receiver {
        void section(byte[] b, int length);
    }

    /** A private section is at most 4093 bytes after its 3-byte head. */
    private static final int MAX = 4096;

    private static final int STUFFING = 0xff;

    private static final int[] CRC = crcTable();

    private final Receiver receiver;
    private final byte[] bytes = new byte[MAX];
    private int length;
    private boolean open;

    Sections(Receiver receiver) {
        this.receiver = receiver;
    }

    /** The payload of one transport packet. */
    void packet(boolean unitStart, byte[] b, int from, int to) {
        if (from >= to) {
            return;
        }
        if (!unitStart) {
            append(b, from, to);
            return;
        }
        int at = from + 1 + (b[from] & 0xff);
        append(b, from + 1, Math.min(at, to));
        while (at < to && (b[at] & 0xff) != STUFFING) {
            length = 0;
            open = true;
            at = append(b, at, to);
        }
        open &= length > 0;
    }

    /** @return where the section ended; {@code to} when it goes on */
    private int append(byte[] b, int from, int to) {
        int at = from;
        while (open && at < to) {
            int whole = length < 3 ? 3 : 3 + ((bytes[1] & 0x0f) << 8 | bytes[2] & 0xff);
            if (whole > MAX) {
                open = false;
                return to;
            }
            int part = Math.min(to - at, whole - length);
            System.arraycopy(b, at, bytes, length, part);
            length += part;
            at += part;
            if (length == whole && length > 3 || length == 3 && (bytes[1] & 0x0f) == 0 && bytes[2] == 0) {
                open = false;
                receiver.section(bytes, length);
            }
        }
        return open ? to : at;
    }

    /**
     * Ends a section that is written into a packet: sets its length, appends its checksum, and stuffs the rest.
     *
     * @param from where it begins
     * @param to behind its last byte
     * @param end of the packet
     */
    public static void seal(byte[] b, int from, int to, int end) {
        int rest = to - from - 3 + 4;
        b[from + 1] = (byte) (b[from + 1] & 0xf0 | rest >> 8);
        b[from + 2] = (byte) rest;
        int crc = crc(b, from, to);
        for (int i = 0; i < 4; i++) {
            b[to + i] = (byte) (crc >>> 24 - 8 * i);
        }
        Arrays.fill(b, to + 4, end, (byte) STUFFING);
    }

    /** CRC-32/MPEG-2; 0 over a section together with its own checksum. */
    public static int crc(byte[] b, int length) {
        return crc(b, 0, length);
    }

    private static int crc(byte[] b, int from, int to) {
        int crc = -1;
        for (int i = from; i < to; i++) {
            crc = crc << 8 ^ CRC[crc >>> 24 ^ b[i] & 0xff];
        }
        return crc;
    }

    private static int[] crcTable() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ 0x04c11db7 : crc << 1;
            }
            table[i] = crc;
        }
        return table;
    }
}
