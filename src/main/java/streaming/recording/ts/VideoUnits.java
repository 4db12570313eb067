package streaming.recording.ts;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the pictures in the payloads of video PES packets, wherever the packets are cut: H.264 (ISO/IEC 14496-10,
 * 7.4.1.2.4), HEVC (ISO/IEC 23008-2, 7.4.2.4), MPEG-2 (ISO/IEC 13818-2, 6.2.3), MPEG-4 (ISO/IEC 14496-2, 6.2.5). Of
 * other codecs each PES packet counts as one picture.
 */
final class VideoUnits {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    /** No parameter set is longer. */
    private static final int LONGEST_SET = 1 << 13;

    /** How pictures and key pictures are told apart. */
    enum Syntax {
        H264,
        HEVC,
        MPEG2,
        MPEG4,
        OTHER
    }

    private static final byte[] NOTHING = new byte[0];

    private final Syntax syntax;
    /** Bytes behind 00 00 01 that must be there to judge what begins. */
    private final int needed;

    private final ParameterSets sets = new ParameterSets();
    /**
     * The end of the payload before that could not be judged without what follows; nothing in a stream whose packets
     * are aligned.
     */
    private byte[] rest = NOTHING;

    private int units;
    private int pictures;
    private boolean key;
    private boolean intra;
    private boolean parametersSeen;
    private byte[] parameterSet;
    /** What belongs before a picture has been seen since the last one. */
    private boolean begun;
    /** That was so before the scanned payload. */
    private boolean begunBefore;
    /** The scanned payload begins with a start code. */
    private boolean aligned;
    /** That picture was counted in the payload in which it began. */
    private boolean counted;

    private boolean sequence;
    private boolean headed;
    private int type;
    private boolean field;
    private boolean halfOpen;

    VideoUnits(String codec) {
        syntax = Codec.of(codec).syntax();
        needed = syntax == Syntax.MPEG2 ? 4 : 3;
    }

    /** Pictures that begin in the scanned payload; the two fields of a frame are one. */
    int units() {
        return units;
    }

    /** Whether decoding can start with the scanned payload. */
    boolean key() {
        return key;
    }

    /**
     * A weaker sign than {@link #key()}, for streams that never give that one: the first picture is made of I slices
     * alone, and the sender shows in another way that decoding can start there.
     *
     * @param randomAccess the transport packet said that decoding can start here (ISO/IEC 13818-1, 2.4.3.5)
     */
    boolean intra(boolean randomAccess) {
        return key || intra && (parametersSeen || randomAccess);
    }

    /** Whether what belongs before its first picture began in an earlier payload. */
    boolean goesOn() {
        return begunBefore;
    }

    /** Whether the scanned payload begins with a start code, not inside of what came before. */
    boolean aligned() {
        return aligned;
    }

    /** Half a key frame is better than none: without it nothing could be decoded until the next one. */
    boolean worthKeepingCut() {
        return syntax != Syntax.OTHER && key && units > 0;
    }

    /**
     * The sequence parameter set that ended in the scanned payload, also when it began in the one before; null when
     * none did.
     */
    byte[] parameterSet() {
        return parameterSet;
    }

    /** All parameter sets so far. */
    ParameterSets sets() {
        return sets;
    }

    /** What is scanned next does not continue what was scanned. */
    void gap() {
        rest = NOTHING;
        begun = false;
        counted = false;
        headed = false;
        halfOpen = false;
        sequence = false;
    }

    void scan(byte[] b, int from, int to) {
        units = 0;
        pictures = 0;
        key = false;
        intra = false;
        parametersSeen = false;
        parameterSet = null;
        begunBefore = begun;
        if (syntax == Syntax.OTHER) {
            units = 1;
            key = true;
        } else if (rest.length == 0) {
            walk(b, from, to);
        } else {
            int before = rest.length;
            byte[] joint = Arrays.copyOf(rest, before + to - from);
            System.arraycopy(b, from, joint, before, to - from);
            walk(joint, 0, joint.length);
        }
    }

    private void walk(byte[] b, int from, int to) {
        int first = startCode(b, from, to);
        aligned = first <= from + 1;
        int open = -1;
        int at = first;
        while (at < to) {
            int next = startCode(b, at + 3, to);
            boolean whole = at + 3 + needed <= to && at + 3 + needed(b[at + 3]) <= to;
            if (next == to && (!whole || isSet(b[at + 3]) && to - at < LONGEST_SET)) {
                open = at;
            } else if (whole) {
                unit(b, at + 3, next);
            }
            at = next;
        }
        boolean goesOnBefore = pictures > 0 || first > from + 4;
        if (begun && !counted && goesOnBefore) {
            units++;
            counted = true;
        }
        if (open < 0) {
            open = to;
            while (open > from && to - open < 2 && b[open - 1] == 0) {
                open--;
            }
        }
        rest = open == to ? NOTHING : Arrays.copyOfRange(b, open, to);
    }

    /** Bytes from the head on that tell enough. */
    private int needed(byte head) {
        return syntax == Syntax.MPEG2 && (head & 0xff) == 0xb3 ? 5 : needed;
    }

    private boolean isSet(byte head) {
        return syntax == Syntax.H264
                ? (head & 0x1f) == 7 || (head & 0x1f) == 8
                : syntax == Syntax.HEVC && (head >> 1 & 0x3f) >= 32 && (head >> 1 & 0x3f) <= 34;
    }

    private void unit(byte[] b, int at, int end) {
        switch (syntax) {
            case H264 -> h264(b, at, end);
            case HEVC -> hevc(b, at, end);
            case MPEG2 -> mpeg2(b, at);
            default -> mpeg4(b, at);
        }
    }

    private void h264(byte[] b, int at, int end) {
        int unitType = b[at] & 0x1f;
        switch (unitType) {
            case 1, 2, 5 -> {
                key |= unitType == 5 && pictures == 0;
                if (b[at + 1] < 0) {
                    picture();
                    intra |= pictures == 1;
                }
                intra &= pictures > 1 || AvcUnits.isIntraSlice(b, at + 1, end);
            }
            case 6 -> {
                begun = true;
                key |= pictures == 0 && AvcUnits.hasRecoveryPoint(b, at + 1, end);
            }
            case 7, 8 -> {
                begun = true;
                set(unitType, unitType == 7, b, at, end);
            }
            case 9, 14, 15, 16, 17, 18 -> begun = true;
            default -> {}
        }
    }

    private void hevc(byte[] b, int at, int end) {
        int unitType = b[at] >> 1 & 0x3f;
        boolean baseLayer = (b[at] & 1) == 0 && (b[at + 1] & 0xf8) == 0;
        if (!baseLayer) {
            return;
        }
        if (unitType < 32) {
            key |= pictures == 0 && unitType >= 16 && unitType <= 21;
            if (b[at + 2] < 0) {
                picture();
            }
        } else if (unitType <= 34) {
            begun = true;
            set(unitType, unitType == 33, b, at, end);
        } else if (unitType == 35 || unitType == 39) {
            begun = true;
        }
    }

    /**
     * A picture counts when its first slice comes: what stands before that tells its kind, and whether it is the second
     * field of one.
     */
    private void mpeg2(byte[] b, int at) {
        int code = b[at] & 0xff;
        if (code == 0xb3) {
            sequence = true;
            begun = true;
            // size, shape and frame rate: what follows, such as the bit rate, may differ from one to the next
            parameterSet = Arrays.copyOfRange(b, at + 1, at + 5);
        } else if (code == 0xb8) {
            begun = true;
        } else if (code == 0) {
            begun = true;
            headed = true;
            field = false;
            type = b[at + 2] >> 3 & 7;
        } else if (code == 0xb5 && headed && (b[at + 1] & 0xf0) == 0x80) {
            field = (b[at + 3] & 3) != 3;
        } else if (code <= 0xaf && headed) {
            headed = false;
            if (field && halfOpen) {
                halfOpen = false;
                begun = false;
                return;
            }
            halfOpen = field;
            picture();
            key |= pictures == 1 && type == 1 && sequence;
            intra |= pictures == 1 && type == 1;
            sequence = false;
        }
    }

    private void mpeg4(byte[] b, int at) {
        int code = b[at] & 0xff;
        if (code == 0xb6) {
            picture();
            key |= pictures == 1 && (b[at + 1] & 0xc0) == 0;
        } else if (code <= 0x2f || code == 0xb0 || code == 0xb3 || code == 0xb5) {
            begun = true;
        }
    }

    /** A picture begins, or what began in the payload before turns out to be one. */
    private void picture() {
        pictures++;
        units += counted ? 0 : 1;
        begun = false;
        counted = false;
    }

    private void set(int unitType, boolean sequenceSet, byte[] b, int at, int end) {
        sets.add(unitType, b, at, end);
        if (sequenceSet) {
            parametersSeen = true;
            parameterSet = Arrays.copyOfRange(b, at, end);
        }
    }

    /**
     * Where the next 00 00 01 begins, or {@code to}. Seven bytes with no two zeros side by side are passed in one step.
     */
    static int startCode(byte[] b, int from, int to) {
        int at = from;
        int last = to - 3;
        while (at <= last) {
            while (at + 29 <= to && (pairs(b, at) | pairs(b, at + 7) | pairs(b, at + 14) | pairs(b, at + 21)) == 0) {
                at += 28;
            }
            int end = Math.min(at + 28, last + 1);
            for (; at < end; at++) {
                if (b[at] == 0 && b[at + 1] == 0 && b[at + 2] == 1) {
                    return at;
                }
            }
        }
        return to;
    }

    /** 0 when among the eight bytes that begin here no two zeros stand side by side. */
    private static long pairs(byte[] b, int at) {
        long eight = (long) EIGHT.get(b, at);
        long zeros = eight - ONES & ~eight & HIGH_BITS;
        return zeros & zeros << 8;
    }
}
