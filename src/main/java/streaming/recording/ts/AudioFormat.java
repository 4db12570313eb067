package streaming.recording.ts;

/**
 * Heads of audio frames that tell their own length: AAC in ADTS (ISO/IEC 14496-3, 1.A.2.2) and in LOAS (1.7.2), MPEG
 * audio (ISO/IEC 11172-3, 2.4.2.3), AC-3 and E-AC-3 (ETSI TS 102 366, 4.3 and E.1.2), DTS (ETSI TS 102 114, 5.3 and
 * 7.4), Opus (ETSI TS 103 491), PCM of SMPTE 302M.
 */
public enum AudioFormat {
    ADTS {
        @Override
        public int length(byte[] b, int at) {
            boolean head =
                    (b[at] & 0xff) == 0xff && (b[at + 1] & 0xf6) == 0xf0 && (b[at + 2] >> 2 & 0x0f) < AAC_RATES.length;
            int length = (b[at + 3] & 3) << 11 | (b[at + 4] & 0xff) << 3 | (b[at + 5] & 0xff) >> 5;
            boolean checked = (b[at + 1] & 1) == 0;
            boolean several = (b[at + 6] & 3) != 0;
            return head && length > (checked ? 9 : 7) && !(checked && several) ? length : 0;
        }

        @Override
        int configuration(byte[] b, int at) {
            return (b[at + 1] & 1) << 16 | (b[at + 2] & 0xfd) << 8 | b[at + 3] & 0xc0 | b[at + 6] & 3;
        }

        @Override
        int samples(byte[] b, int at) {
            return 1024 * ((b[at + 6] & 3) + 1);
        }

        @Override
        int rate(byte[] b, int at) {
            return AAC_RATES[b[at + 2] >> 2 & 0x0f];
        }

        @Override
        String describe(byte[] b, int at) {
            int channels = (b[at + 2] & 1) << 2 | (b[at + 3] & 0xc0) >> 6;
            String profile = new String[] {"main", "lc", "ssr", "ltp"}[(b[at + 2] & 0xff) >> 6];
            return "aac-" + profile + " " + rate(b, at) + " Hz "
                    + (channels == 0 ? "own" : channels == 7 ? "8" : channels + "") + " ch";
        }
    },
    MPEG {
        @Override
        public int length(byte[] b, int at) {
            int version = b[at + 1] >> 3 & 3;
            int layer = b[at + 1] >> 1 & 3;
            int bits = (b[at + 2] & 0xff) >> 4;
            boolean head = (b[at] & 0xff) == 0xff
                    && (b[at + 1] & 0xe0) == 0xe0
                    && version != 1
                    && layer != 0
                    && bits != 0
                    && bits != 15
                    && (b[at + 2] >> 2 & 3) != 3;
            if (!head) {
                return 0;
            }
            int[] rates = MPEG_BITS[version == 3 ? 3 - layer : layer == 3 ? 3 : 4];
            int padding = b[at + 2] >> 1 & 1;
            int bitrate = rates[bits] * 1000;
            if (layer == 3) {
                return (12 * bitrate / rate(b, at) + padding) * 4;
            }
            return (layer == 1 && version != 3 ? 72 : 144) * bitrate / rate(b, at) + padding;
        }

        @Override
        int configuration(byte[] b, int at) {
            return (b[at + 1] & 0x1e) << 16 | (b[at + 2] & 0x0c) << 8 | ((b[at + 3] & 0xc0) == 0xc0 ? 1 : 0);
        }

        @Override
        int samples(byte[] b, int at) {
            int layer = b[at + 1] >> 1 & 3;
            return layer == 3 ? 384 : layer == 2 || (b[at + 1] >> 3 & 3) == 3 ? 1152 : 576;
        }

        @Override
        int rate(byte[] b, int at) {
            int version = b[at + 1] >> 3 & 3;
            return MPEG_RATES[b[at + 2] >> 2 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
        }

        @Override
        String describe(byte[] b, int at) {
            return "mp" + (4 - (b[at + 1] >> 1 & 3)) + " " + rate(b, at) + " Hz " + ((b[at + 3] & 0xc0) == 0xc0 ? 1 : 2)
                    + " ch";
        }
    },
    AC3 {
        @Override
        public int length(byte[] b, int at) {
            if (b[at] != 0x0b || b[at + 1] != 0x77) {
                return 0;
            }
            int rate = (b[at + 4] & 0xff) >> 6;
            if (enhanced(b, at)) {
                boolean known = rate != 3 || (b[at + 4] >> 4 & 3) != 3;
                return known && (b[at + 2] & 0xff) >> 6 != 3 ? (((b[at + 2] & 7) << 8 | b[at + 3] & 0xff) + 1) * 2 : 0;
            }
            int code = b[at + 4] & 0x3f;
            if (rate == 3 || code > 37) {
                return 0;
            }
            int bits = AC3_BITS[code >> 1];
            return 2 * (rate == 0 ? 2 * bits : rate == 1 ? 320 * bits / 147 + (code & 1) : 3 * bits);
        }

        @Override
        int configuration(byte[] b, int at) {
            return enhanced(b, at) ? 1 << 24 | (b[at + 4] & 0xff) << 8 : (b[at + 4] & 0xc0) << 8 | b[at + 6] & 0xe0;
        }

        @Override
        int samples(byte[] b, int at) {
            if (!enhanced(b, at)) {
                return 1536;
            }
            boolean dependent = (b[at + 2] & 0xff) >> 6 == 1 || (b[at + 2] >> 3 & 7) != 0;
            return dependent
                    ? 0
                    : (b[at + 4] & 0xff) >> 6 == 3 ? 1536 : new int[] {256, 512, 768, 1536}[b[at + 4] >> 4 & 3];
        }

        @Override
        int rate(byte[] b, int at) {
            int code = (b[at + 4] & 0xff) >> 6;
            return code == 3 ? AC3_RATES[b[at + 4] >> 4 & 3] / 2 : AC3_RATES[code];
        }

        @Override
        String describe(byte[] b, int at) {
            int mode = enhanced(b, at) ? b[at + 4] >> 1 & 7 : (b[at + 6] & 0xff) >> 5;
            return (enhanced(b, at) ? "eac3 " : "ac3 ") + rate(b, at) + " Hz "
                    + new int[] {2, 1, 2, 3, 3, 4, 4, 5}[mode] + " ch";
        }

        private boolean enhanced(byte[] b, int at) {
            return (b[at + 5] & 0xff) >> 3 > 10;
        }
    },
    LATM {
        @Override
        int head() {
            return LatmConfig.VIEW;
        }

        @Override
        public int length(byte[] b, int at) {
            int length = (b[at + 1] & 0x1f) << 8 | b[at + 2] & 0xff;
            return b[at] == 0x56 && (b[at + 1] & 0xe0) == 0xe0 && length > 1 ? 3 + length : 0;
        }

        @Override
        int configuration(byte[] b, int at) {
            LatmConfig config = LatmConfig.of(b, at);
            return config == null ? SAME : config.number();
        }

        @Override
        int samples(byte[] b, int at) {
            return 1024;
        }

        @Override
        int rate(byte[] b, int at) {
            LatmConfig config = LatmConfig.of(b, at);
            return config == null ? USUAL_RATE : config.rate();
        }

        @Override
        String describe(byte[] b, int at) {
            LatmConfig config = LatmConfig.of(b, at);
            return config == null ? "" : "aac_latm " + config.rate() + " Hz " + config.channels() + " ch";
        }
    },
    DTS {
        @Override
        int head() {
            return 10;
        }

        @Override
        public int length(byte[] b, int at) {
            return DtsHead.length(b, at);
        }

        @Override
        int configuration(byte[] b, int at) {
            return DtsHead.isExtension(b, at) ? SAME : (b[at + 7] & 0x0f) << 16 | (b[at + 8] & 0xfc) << 8;
        }

        @Override
        int samples(byte[] b, int at) {
            return DtsHead.samples(b, at);
        }

        @Override
        int rate(byte[] b, int at) {
            return DtsHead.isExtension(b, at) ? USUAL_RATE : DtsHead.rate(b, at);
        }

        @Override
        String describe(byte[] b, int at) {
            return DtsHead.isExtension(b, at) ? "" : "dts " + rate(b, at) + " Hz " + DtsHead.channels(b, at) + " ch";
        }
    },
    OPUS {
        @Override
        int head() {
            return 4;
        }

        @Override
        public int length(byte[] b, int at) {
            return OpusHead.length(b, at);
        }

        @Override
        int configuration(byte[] b, int at) {
            return 0;
        }

        @Override
        int samples(byte[] b, int at) {
            return OpusHead.samples(b, at);
        }

        @Override
        int rate(byte[] b, int at) {
            return USUAL_RATE;
        }

        @Override
        String describe(byte[] b, int at) {
            return "opus 48000 Hz";
        }
    },
    S302M {
        @Override
        int head() {
            return 4;
        }

        @Override
        public int length(byte[] b, int at) {
            int size = (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
            boolean head = (b[at + 3] & 0x0f) == 0 && (b[at + 3] & 0x30) != 0x30;
            return head && size > 0 && size % block(b, at) == 0 ? 4 + size : 0;
        }

        @Override
        int configuration(byte[] b, int at) {
            return (b[at + 2] & 0xc0) << 8 | b[at + 3] & 0x30;
        }

        @Override
        int samples(byte[] b, int at) {
            return ((b[at] & 0xff) << 8 | b[at + 1] & 0xff) / block(b, at);
        }

        @Override
        int rate(byte[] b, int at) {
            return 48_000;
        }

        @Override
        String describe(byte[] b, int at) {
            return "s302m 48000 Hz " + 2 * (((b[at + 2] & 0xc0) >> 6) + 1) + " ch";
        }

        /** Bytes of one sample of all channels: two channels have 16, 20 or 24 bits and 4 more each. */
        private int block(byte[] b, int at) {
            return (((b[at + 2] & 0xc0) >> 6) + 1) * (5 + (b[at + 3] >> 4 & 3));
        }
    };

    /** The configuration of a frame that tells none: that of the frame before it. */
    static final int SAME = -1;

    private static final int USUAL_RATE = 48_000;
    private static final int[] AAC_RATES = {
        96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350
    };
    private static final int[] MPEG_RATES = {44100, 48000, 32000};
    private static final int[] AC3_RATES = {48000, 44100, 32000, 48000};
    private static final int[] AC3_BITS = {
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
    };
    /** kbit/s by layer I, II, III of MPEG-1, then layer I and layers II, III of MPEG-2. */
    private static final int[][] MPEG_BITS = {
        {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
    };

    /** Bytes that must be there before any of the methods is called. */
    int head() {
        return 8;
    }

    /** How long the frame is that begins here, head included; 0 when none begins here. */
    public abstract int length(byte[] b, int at);

    /**
     * A number that is the same for two frames exactly when one decoder setting fits both; {@link #SAME} when it is not
     * told.
     */
    abstract int configuration(byte[] b, int at);

    /** Samples per channel; 0 for a frame that only completes the one before it. */
    abstract int samples(byte[] b, int at);

    /** Samples per second. */
    abstract int rate(byte[] b, int at);

    abstract String describe(byte[] b, int at);

    /** Samples per second by the index of ISO/IEC 14496-3, 1.6.3.4; 0 for a reserved one. */
    static int aacRate(int index) {
        return index < AAC_RATES.length ? AAC_RATES[index] : 0;
    }

    /** @return null for codecs whose frames do not tell their length */
    public static AudioFormat of(String codec) {
        return Codec.of(codec).framing();
    }
}
