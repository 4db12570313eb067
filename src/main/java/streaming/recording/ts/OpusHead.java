package streaming.recording.ts;

/**
 * The control header before each Opus packet in a transport stream, and the first byte of the packet (RFC 6716, 3.1).
 */
final class OpusHead {
    /** Samples of a frame at 48 kHz, by the configuration in the first byte. */
    private static final int[] SAMPLES = {
        480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 480, 960, 120, 240, 480, 960, 120,
        240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960
    };

    private OpusHead() {}

    /** Bytes of header and packet; 0 when none begins here. */
    static int length(byte[] b, int at) {
        if (b[at] != 0x7f || (b[at + 1] & 0xe3) != 0xe0) {
            return 0;
        }
        int size = 0;
        int place = at + 2;
        while (place < b.length && b[place] == -1) {
            size += 255;
            place++;
        }
        size += place < b.length ? b[place] & 0xff : 0;
        return size == 0 || place >= b.length ? 0 : packet(b, at) - at + size;
    }

    /** Samples at 48 kHz: one packet holds up to 63 frames. */
    static int samples(byte[] b, int at) {
        int place = packet(b, at);
        int head = place < b.length ? b[place] & 0xff : 0;
        int frames =
                switch (head & 3) {
                    case 0 -> 1;
                    case 3 -> place + 1 < b.length ? b[place + 1] & 0x3f : 1;
                    default -> 2;
                };
        return frames * SAMPLES[head >> 3];
    }

    /** Where the packet begins behind size, trims and extension. */
    private static int packet(byte[] b, int at) {
        int place = at + 2;
        while (place < b.length && b[place] == -1) {
            place++;
        }
        place += 1 + ((b[at + 1] & 0x10) != 0 ? 2 : 0) + ((b[at + 1] & 0x08) != 0 ? 2 : 0);
        boolean extended = (b[at + 1] & 0x04) != 0 && place < b.length;
        return extended ? place + 1 + (b[place] & 0xff) : place;
    }
}
