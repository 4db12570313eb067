package streaming.recording.media;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the pictures in the payload of a video PES packet: H.264 (ISO/IEC 14496-10, 7.4.1.2.4), HEVC (ISO/IEC 23008-2, 7.4.2.4).
 * Of other codecs each PES packet counts as one picture.
 */
final class VideoUnits {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private enum Syntax { H264, HEVC, OTHER }

    private final Syntax syntax;
    private int units;
    private boolean key;
    private int parametersFrom;
    private int parametersTo;

    VideoUnits(String codec) {
        syntax = codec.equals("h264") ? Syntax.H264 : codec.equals("hevc") ? Syntax.HEVC : Syntax.OTHER;
    }

    /** Pictures that begin in the scanned payload. */
    int units() {
        return units;
    }

    /** Whether decoding can start with the scanned payload. */
    boolean key() {
        return key;
    }

    /** Half a key frame is better than none: without it nothing could be decoded until the next one. */
    boolean worthKeepingCut() {
        return syntax != Syntax.OTHER && key && units > 0;
    }

    /** Whether the scanned payload holds a sequence parameter set, between {@link #parametersFrom()} and {@link #parametersTo()}. */
    boolean hasParameters() {
        return parametersFrom > 0;
    }

    int parametersFrom() {
        return parametersFrom;
    }

    int parametersTo() {
        return parametersTo;
    }

    void scan(byte[] b, int from, int to) {
        units = 0;
        key = false;
        parametersFrom = 0;
        if (syntax == Syntax.OTHER) {
            units = 1;
            key = true;
            return;
        }
        int at = startCode(b, from, to);
        while (at < to) {
            int unit = at + 3;
            int next = startCode(b, unit, to);
            if (unit + 2 < to) {
                if (syntax == Syntax.H264) {
                    h264(b, unit, next);
                } else {
                    hevc(b, unit, next);
                }
            }
            at = next;
        }
    }

    private void h264(byte[] b, int at, int end) {
        switch (b[at] & 0x1f) {
            case 1, 2 -> units += b[at + 1] < 0 ? 1 : 0;
            case 5 -> {
                key |= units == 0;
                units += b[at + 1] < 0 ? 1 : 0;
            }
            case 6 -> key |= units == 0 && recoveryPoint(b, at + 1, end);
            case 7 -> parameters(at, end);
            default -> { }
        }
    }

    private void hevc(byte[] b, int at, int end) {
        int type = b[at] >> 1 & 0x3f;
        boolean baseLayer = (b[at] & 1) == 0 && (b[at + 1] & 0xf8) == 0;
        if (!baseLayer) {
            return;
        }
        if (type < 32) {
            key |= units == 0 && type >= 16 && type <= 21;
            units += b[at + 2] < 0 ? 1 : 0;
        } else if (type == 33) {
            parameters(at, end);
        }
    }

    private void parameters(int from, int end) {
        parametersFrom = from;
        parametersTo = end;
    }

    /** A recovery point message (ISO/IEC 14496-10, D.2.8): how encoders mark a key frame that is not IDR. */
    private static boolean recoveryPoint(byte[] b, int from, int end) {
        int at = from;
        while (at + 2 < end) {
            int type = 0;
            int size = 0;
            while (at < end && b[at] == -1) {
                type += 255;
                at++;
            }
            type += at < end ? b[at++] & 0xff : 0;
            while (at < end && b[at] == -1) {
                size += 255;
                at++;
            }
            size += at < end ? b[at++] & 0xff : 0;
            if (type == 6) {
                return true;
            }
            at += size;
        }
        return false;
    }

    /** Where the next 00 00 01 begins, or {@code to}. Seven bytes with no two zeros side by side are passed in one step. */
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
