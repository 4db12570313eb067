package streaming.recording.ts;

/**
 * The decoder setting of AAC in LATM: the part of StreamMuxConfig (ISO/IEC 14496-3, 1.7.3) up to the channels of the
 * first layer, which most frames leave out with "the same as before".
 *
 * @param objectType audio object type; 2 is AAC-LC
 * @param rate samples per second of the core, of which a frame has 1024
 * @param channels channel configuration; 0 when it is described elsewhere
 */
record LatmConfig(int objectType, int rate, int channels) {
    /** Bytes from the head of a frame to the last one that is read here, as far as encoders write them. */
    static final int VIEW = 16;

    private static final int ESCAPE = 15;

    /** @return null when the frame that begins here says that nothing changed, or when it cannot be understood */
    static LatmConfig of(byte[] b, int at) {
        Bits bits = new Bits(b, at + 3);
        if (bits.read(1) == 1) {
            return null;
        }
        int version = bits.read(1);
        if (version == 1 && bits.read(1) == 1) {
            return null;
        }
        if (version == 1) {
            bits.value();
        }
        bits.read(1 + 6 + 4 + 3);
        if (version == 1) {
            bits.value();
        }
        int type = bits.objectType();
        int rate = bits.rate();
        int channels = bits.read(4);
        if (type == 5 || type == 29) {
            bits.rate();
            type = bits.objectType();
        }
        return rate <= 0 || type == 0 || bits.over() ? null : new LatmConfig(type, rate, channels);
    }

    /** A number of its own for each setting. */
    int number() {
        return objectType << 21 | channels << 17 | rate & 0x1ffff;
    }

    private static final class Bits {
        private final byte[] bytes;
        private int position;

        Bits(byte[] bytes, int at) {
            this.bytes = bytes;
            position = at * 8;
        }

        int read(int count) {
            int value = 0;
            for (int i = 0; i < count; i++, position++) {
                int at = position >> 3;
                value = value << 1 | (at < bytes.length ? bytes[at] >> 7 - (position & 7) & 1 : 0);
            }
            return value;
        }

        boolean over() {
            return position > bytes.length * 8;
        }

        /** LatmGetValue. */
        void value() {
            int count = read(2) + 1;
            read(8 * count);
        }

        int objectType() {
            int type = read(5);
            return type == 31 ? 32 + read(6) : type;
        }

        int rate() {
            int index = read(4);
            return index == ESCAPE ? read(24) : AudioFormat.aacRate(index);
        }
    }
}
