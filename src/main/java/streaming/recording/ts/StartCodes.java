package streaming.recording.ts;

/**
 * What the units behind the start codes 00 00 01 of a video stream can be. In H.264 and HEVC the first bit behind a
 * start code is 0, and parameter sets have heads that no other syntax allows; MPEG-2 and MPEG-4 begin with sequence
 * headers of their own.
 */
final class StartCodes {
    /** So many that fit are enough. */
    private static final int FIRST = 5;

    private int units;
    private int asH264;
    private int asHevc;
    private int asVvc;
    private boolean avcParameters;
    private boolean avcSlice;
    private int hevcParameters;
    private boolean hevcSlice;
    private int vvcParameters;
    private boolean sequenceHeader;
    private boolean groupHeader;
    private boolean pictureHeader;
    private boolean firstSlice;
    private boolean objectPlane;
    private boolean objectLayer;
    private boolean avc8;
    private final boolean av1;

    StartCodes(byte[] b) {
        av1 = isAv1(b, 0, b.length);
        for (int at = VideoUnits.startCode(b, 0, b.length);
                at + 6 < b.length;
                at = VideoUnits.startCode(b, at + 3, b.length)) {
            take(b, at + 3);
        }
    }

    private void take(byte[] b, int at) {
        int head = b[at] & 0xff;
        int second = b[at + 1] & 0xff;
        units++;
        asH264 += isH264(head) ? 1 : 0;
        asHevc += isHevc(head, second) ? 1 : 0;
        asVvc += isVvc(head, second) ? 1 : 0;
        int type = head & 0x1f;
        avcParameters |= head < 0x80 && type == 7 && head >= 0x20 && isProfile(second) && (b[at + 2] & 3) == 0;
        avc8 |= head < 0x80 && type == 8 && head >= 0x20;
        avcSlice |= head < 0x80 && (type == 5 && head >= 0x20 || type == 1);
        hevcParameters |= second == 1 ? head == 0x40 ? 1 : head == 0x42 ? 2 : head == 0x44 ? 4 : 0 : 0;
        hevcSlice |= isHevc(head, second) && head >> 1 < 22;
        vvcParameters |= head == 0 && (second & 7) == 1 ? second >> 3 == 15 ? 1 : second >> 3 == 16 ? 2 : 0 : 0;
        sequenceHeader |= head == 0xb3 && isSequence(b, at);
        groupHeader |= head == 0xb8;
        pictureHeader |= head == 0 && (b[at + 2] >> 3 & 7) >= 1 && (b[at + 2] >> 3 & 7) <= 3;
        firstSlice |= head == 1;
        objectPlane |= head == 0xb6;
        objectLayer |= head >= 0x20 && head <= 0x2f;
    }

    /** @return null when it is not certain */
    Codec certain() {
        if (av1) {
            return Codec.AV1;
        }
        if (sequenceHeader && pictureHeader && firstSlice && !objectPlane) {
            return Codec.MPEG2;
        }
        if (objectPlane && objectLayer && !groupHeader && !sequenceHeader) {
            return Codec.MPEG4;
        }
        if ((hevcParameters & 2) != 0 && hevcParameters != 2 && mostly(asHevc)) {
            return Codec.HEVC;
        }
        if (avcParameters && (avc8 || avcSlice) && mostly(asH264)) {
            return Codec.H264;
        }
        return vvcParameters == 3 && mostly(asVvc) ? Codec.VVC : null;
    }

    /** @return null when it is like none */
    Codec likely() {
        if (units == 0) {
            return null;
        }
        if (pictureHeader && firstSlice) {
            return Codec.MPEG2;
        }
        if (objectPlane && asH264 < units) {
            return Codec.MPEG4;
        }
        if (asHevc == units && hevcSlice) {
            return Codec.HEVC;
        }
        return asH264 == units && avcSlice ? Codec.H264 : null;
    }

    private boolean mostly(int count) {
        return count * 10 >= units * 9;
    }

    /** Whether the first start codes of a payload are of this codec. */
    static boolean fit(Codec codec, byte[] b, int from, int to) {
        if (codec == Codec.AV1) {
            return isAv1(b, from, to)
                    || from < to && (b[from] & 0x81) == 0 && (b[from] >> 3 & 15) >= 1 && (b[from] >> 3 & 15) <= 8;
        }
        int at = VideoUnits.startCode(b, from, to);
        int fitting = 0;
        for (; fitting < FIRST && at + 5 < to; fitting++) {
            Boolean verdict = fits(codec, b[at + 3] & 0xff, b[at + 4] & 0xff, b[at + 5] >> 3 & 7);
            if (verdict != null) {
                return verdict;
            }
            at = VideoUnits.startCode(b, at + 3, to);
        }
        return fitting > 0 && codec != Codec.MPEG4;
    }

    /** @return null when more has to be seen */
    private static Boolean fits(Codec codec, int head, int second, int pictureType) {
        return switch (codec) {
            case H264 -> isH264(head) ? null : Boolean.FALSE;
            case HEVC -> isHevc(head, second) ? null : Boolean.FALSE;
            case VVC -> isVvc(head, second) ? null : Boolean.FALSE;
            case MPEG2 ->
                head == 0xb3
                        || head == 0xb8
                        || head == 0xb5
                        || head == 0xb2
                        || head == 0 && pictureType >= 1 && pictureType <= 4;
            case MPEG4 ->
                head == 0xb0 || head == 0xb6
                        ? Boolean.TRUE
                        : head <= 0x2f || head == 0xb2 || head == 0xb3 || head == 0xb5 ? null : Boolean.FALSE;
            default -> Boolean.TRUE;
        };
    }

    private static boolean isH264(int head) {
        int type = head & 0x1f;
        boolean reference = (head & 0x60) != 0;
        boolean allowed =
                switch (type) {
                    case 1, 2, 3, 4 -> true;
                    case 6, 9, 10, 11, 12 -> !reference;
                    case 5, 7, 8, 13, 15 -> reference;
                    case 14, 20, 19 -> true;
                    default -> false;
                };
        return head < 0x80 && allowed;
    }

    /** Of the base layer, of a type that is in use (ISO/IEC 23008-2, table 7-1). */
    private static boolean isHevc(int head, int second) {
        int type = head >> 1;
        boolean known = type <= 9 || type >= 16 && type <= 21 || type >= 32 && type <= 40 || type == 62 || type == 63;
        return head < 0x80 && (head & 1) == 0 && (second & 0xf8) == 0 && (second & 7) != 0 && known;
    }

    /** Of the base layer (ISO/IEC 23090-3, 7.3.1.2). */
    private static boolean isVvc(int head, int second) {
        return head == 0 && (second & 7) != 0;
    }

    private static boolean isProfile(int profile) {
        return switch (profile) {
            case 66, 77, 88, 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    /** Size, shape and rate of a sequence header are in their bounds (ISO/IEC 13818-2, 6.2.2.1). */
    private static boolean isSequence(byte[] b, int at) {
        if (at + 7 >= b.length) {
            return false;
        }
        int width = (b[at + 1] & 0xff) << 4 | (b[at + 2] & 0xff) >> 4;
        int height = (b[at + 2] & 0x0f) << 8 | b[at + 3] & 0xff;
        int shape = (b[at + 4] & 0xff) >> 4;
        int rate = b[at + 4] & 0x0f;
        return width > 0
                && height > 0
                && shape >= 1
                && shape <= 14
                && rate >= 1
                && rate <= 8
                && (b[at + 7] & 0x20) != 0;
    }

    /**
     * A temporal delimiter and a sequence header (AV1 Bitstream Specification, 5.3), with or without start codes before
     * them.
     */
    private static boolean isAv1(byte[] b, int from, int to) {
        int at = from;
        if (at + 3 < to && b[at] == 0 && b[at + 1] == 0 && b[at + 2] == 1) {
            at += 3;
        }
        if (at + 2 > to || b[at] != 0x12 || b[at + 1] != 0) {
            return false;
        }
        at += 2;
        if (at + 3 < to && b[at] == 0 && b[at + 1] == 0 && b[at + 2] == 1) {
            at += 3;
        }
        boolean sequence = at + 3 < to && (b[at] == 0x0a || b[at] == 0x08);
        int size = sequence && b[at] == 0x0a ? b[at + 1] & 0xff : 12;
        return sequence && size >= 5 && size < 0x80;
    }
}
