package streaming.recording.ts;

/** What NAL units of H.264 tell of where decoding can start (ISO/IEC 14496-10, 7.3.3 and 7.3.2.3). */
final class AvcUnits {

    private AvcUnits() {}

    /** slice_type 2, 4, 7 or 9 (ISO/IEC 14496-10, table 7-6). */
    static boolean isIntraSlice(byte[] b, int from, int end) {
        long bits = 0;
        int have = Math.min(8, end - from);
        for (int i = 0; i < 8; i++) {
            bits = bits << 8 | (i < have ? b[from + i] & 0xff : 0);
        }
        int zeros = Long.numberOfLeadingZeros(bits);
        if (zeros > 20) {
            return false;
        }
        bits <<= 2 * zeros + 1;
        int more = Long.numberOfLeadingZeros(bits);
        if (more > 3) {
            return false;
        }
        int sliceType = (int) (bits >>> 63 - 2 * more) - 1;
        return sliceType == 2 || sliceType == 4 || sliceType == 7 || sliceType == 9;
    }

    /** A recovery point message (ISO/IEC 14496-10, D.2.8): how encoders mark a key frame that is not IDR. */
    static boolean hasRecoveryPoint(byte[] b, int from, int end) {
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
}
