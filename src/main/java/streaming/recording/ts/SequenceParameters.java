package streaming.recording.ts;

import java.util.zip.CRC32;
import streaming.recording.timeline.Ticks;

/**
 * What a sequence parameter set says: picture size, profile and, where given, the frame duration (ISO/IEC 14496-10,
 * 7.3.2.1 and E.1.1; ISO/IEC 23008-2, 7.3.2.2; ISO/IEC 13818-2, 6.2.2.1).
 *
 * @param description short text that changes exactly when the parameter set changes
 * @param frameTicks duration of a frame in 90 kHz ticks; 0 when the set does not tell
 */
record SequenceParameters(String description, long frameTicks) {
    private static final int EXTENDED_SAR = 255;

    static SequenceParameters of(String codec, byte[] b, int from, int end) {
        if (codec.equals("mpeg2video")) {
            return mpeg2(b, from);
        }
        int to = end;
        while (to > from && b[to - 1] == 0) {
            to--;
        }
        CRC32 hash = new CRC32();
        hash.update(b, from, to - from);
        String suffix = String.format(" %08x", hash.getValue());
        try {
            Bits bits = new Bits(b, from, to);
            SequenceParameters read = codec.equals("hevc") ? hevc(bits) : h264(bits);
            return new SequenceParameters(codec + " " + read.description + suffix, read.frameTicks);
        } catch (IndexOutOfBoundsException cutShort) {
            return new SequenceParameters(codec + suffix, 0);
        }
    }

    private static SequenceParameters mpeg2(byte[] b, int at) {
        int width = (b[at] & 0xff) << 4 | (b[at + 1] & 0xf0) >> 4;
        int height = (b[at + 1] & 0x0f) << 8 | b[at + 2] & 0xff;
        String shape =
                switch ((b[at + 3] & 0xf0) >> 4) {
                    case 2 -> " 4:3";
                    case 3 -> " 16:9";
                    case 4 -> " 2.21:1";
                    default -> "";
                };
        return new SequenceParameters("mpeg2video " + width + "x" + height + shape, 0);
    }

    private static SequenceParameters h264(Bits bits) {
        bits.skip(8);
        int profile = bits.read(8);
        bits.skip(8);
        int level = bits.read(8);
        bits.golomb();
        int chroma = 1;
        boolean high =
                switch (profile) {
                    case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
                    default -> false;
                };
        if (high) {
            chroma = bits.golomb();
            if (chroma == 3) {
                bits.skip(1);
            }
            bits.golomb();
            bits.golomb();
            bits.skip(1);
            if (bits.flag()) {
                for (int list = 0; list < (chroma == 3 ? 12 : 8); list++) {
                    if (bits.flag()) {
                        skipScalingList(bits, list < 6 ? 16 : 64);
                    }
                }
            }
        }
        bits.golomb();
        int order = bits.golomb();
        if (order == 0) {
            bits.golomb();
        } else if (order == 1) {
            bits.skip(1);
            bits.golomb();
            bits.golomb();
            int cycle = bits.golomb();
            for (int i = 0; i < cycle; i++) {
                bits.golomb();
            }
        }
        bits.golomb();
        bits.skip(1);
        int width = (bits.golomb() + 1) * 16;
        int rows = bits.golomb() + 1;
        boolean frames = bits.flag();
        int height = rows * 16 * (frames ? 1 : 2);
        if (!frames) {
            bits.skip(1);
        }
        bits.skip(1);
        if (bits.flag()) {
            int across = chroma == 1 || chroma == 2 ? 2 : 1;
            int down = (chroma == 1 ? 2 : 1) * (frames ? 1 : 2);
            width -= (bits.golomb() + bits.golomb()) * across;
            height -= (bits.golomb() + bits.golomb()) * down;
        }
        String description = width + "x" + height + " profile " + profile + " level " + level;
        return new SequenceParameters(description, bits.flag() ? frameTicks(bits) : 0);
    }

    /** Timing information: two ticks of the time scale make one frame (ISO/IEC 14496-10, E.2.1). */
    private static long frameTicks(Bits bits) {
        if (bits.flag() && bits.read(8) == EXTENDED_SAR) {
            bits.skip(32);
        }
        if (bits.flag()) {
            bits.skip(1);
        }
        if (bits.flag()) {
            bits.skip(4);
            if (bits.flag()) {
                bits.skip(24);
            }
        }
        if (bits.flag()) {
            bits.golomb();
            bits.golomb();
        }
        if (!bits.flag()) {
            return 0;
        }
        long units = (long) bits.read(16) << 16 | bits.read(16);
        long scale = (long) bits.read(16) << 16 | bits.read(16);
        long ticks = scale == 0 ? 0 : Math.round(2.0 * units * Ticks.PER_SECOND / scale);
        return ticks > Ticks.PER_SECOND ? 0 : ticks;
    }

    private static void skipScalingList(Bits bits, int size) {
        int last = 8;
        for (int i = 0; i < size && last != 0; i++) {
            int code = bits.golomb();
            int delta = (code & 1) == 1 ? (code + 1) / 2 : -(code / 2);
            last = last + delta & 0xff;
        }
    }

    private static SequenceParameters hevc(Bits bits) {
        bits.skip(16 + 4);
        int subLayers = bits.read(3);
        bits.skip(1 + 3);
        int profile = bits.read(5);
        bits.skip(32 + 48);
        int level = bits.read(8);
        skipSubLayers(bits, subLayers);
        bits.golomb();
        int chroma = bits.golomb();
        if (chroma == 3) {
            bits.skip(1);
        }
        int width = bits.golomb();
        int height = bits.golomb();
        if (bits.flag()) {
            width -= (bits.golomb() + bits.golomb()) * (chroma == 1 || chroma == 2 ? 2 : 1);
            height -= (bits.golomb() + bits.golomb()) * (chroma == 1 ? 2 : 1);
        }
        return new SequenceParameters(width + "x" + height + " profile " + profile + " level " + level, 0);
    }

    private static void skipSubLayers(Bits bits, int subLayers) {
        int present = 0;
        for (int layer = 0; layer < subLayers; layer++) {
            present |= bits.read(2) << 2 * layer;
        }
        if (subLayers > 0) {
            bits.skip(2 * (8 - subLayers));
        }
        for (int layer = 0; layer < subLayers; layer++) {
            int flags = present >> 2 * layer & 3;
            bits.skip(((flags & 2) != 0 ? 88 : 0) + ((flags & 1) != 0 ? 8 : 0));
        }
    }

    /** Reads bits, without the bytes that only prevent a false start code. */
    private static final class Bits {
        private final byte[] bytes;
        private final int length;
        private int position;

        Bits(byte[] b, int from, int to) {
            bytes = new byte[to - from];
            int size = 0;
            int zeros = 0;
            for (int at = from; at < to; at++) {
                if (zeros >= 2 && b[at] == 3) {
                    zeros = 0;
                    continue;
                }
                zeros = b[at] == 0 ? zeros + 1 : 0;
                bytes[size++] = b[at];
            }
            length = size * 8;
        }

        void skip(int count) {
            position += count;
        }

        boolean flag() {
            return read(1) == 1;
        }

        int read(int count) {
            int value = 0;
            for (int i = 0; i < count; i++, position++) {
                if (position >= length) {
                    throw new IndexOutOfBoundsException();
                }
                value = value << 1 | bytes[position >> 3] >> 7 - (position & 7) & 1;
            }
            return value;
        }

        int golomb() {
            int zeros = 0;
            while (!flag()) {
                if (++zeros > 31) {
                    throw new IndexOutOfBoundsException();
                }
            }
            return (1 << zeros) - 1 + read(zeros);
        }
    }
}
