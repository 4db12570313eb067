package streaming.recording.ts;

/**
 * Heads of DTS frames: the core, and the extension that makes DTS-HD of the core before it (ETSI TS 102 114, 5.3 and
 * 7.4).
 */
final class DtsHead {
    private static final int[] RATES = {
        0, 8000, 16000, 32000, 0, 0, 11025, 22050, 44100, 0, 0, 12000, 24000, 48000, 0, 0
    };
    private static final int[] CHANNELS = {1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 6, 6, 6, 7, 8, 8};
    private static final int SHORTEST = 96;
    private static final int FEWEST_SAMPLES = 192;

    private DtsHead() {}

    static boolean isExtension(byte[] b, int at) {
        return b[at] == 0x64 && b[at + 1] == 0x58 && b[at + 2] == 0x20 && b[at + 3] == 0x25;
    }

    /** Bytes of the frame, or of the extension; 0 when none begins here. */
    static int length(byte[] b, int at) {
        if (isExtension(b, at)) {
            boolean wide = (b[at + 5] & 0x20) != 0;
            return 1
                    + (wide
                            ? (b[at + 6] & 1) << 19
                                    | (b[at + 7] & 0xff) << 11
                                    | (b[at + 8] & 0xff) << 3
                                    | (b[at + 9] & 0xff) >> 5
                            : (b[at + 6] & 0x1f) << 11 | (b[at + 7] & 0xff) << 3 | (b[at + 8] & 0xff) >> 5);
        }
        boolean sync = b[at] == 0x7f && (b[at + 1] & 0xff) == 0xfe && (b[at + 2] & 0xff) == 0x80 && b[at + 3] == 0x01;
        int length = 1 + ((b[at + 5] & 3) << 12 | (b[at + 6] & 0xff) << 4 | (b[at + 7] & 0xff) >> 4);
        return sync && length >= SHORTEST && rate(b, at) > 0 && samples(b, at) >= FEWEST_SAMPLES ? length : 0;
    }

    /** Samples per channel; an extension adds none. */
    static int samples(byte[] b, int at) {
        return isExtension(b, at) ? 0 : 32 * (((b[at + 4] & 1) << 6 | (b[at + 5] & 0xff) >> 2) + 1);
    }

    static int rate(byte[] b, int at) {
        return RATES[b[at + 8] >> 2 & 0x0f];
    }

    static int channels(byte[] b, int at) {
        int mode = (b[at + 7] & 0x0f) << 2 | (b[at + 8] & 0xff) >> 6;
        return mode < CHANNELS.length ? CHANNELS[mode] : 8;
    }
}
