package streaming.recording.kit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes NAL units out of pictures (ITU-T H.264, annex B). */
final class Nals {
    private static final int SUPPLEMENT = 6;

    private Nals() {}

    /** A picture of H.264 cut behind each slice but the last, or into all its units. */
    static List<byte[]> parts(byte[] b, boolean all) {
        List<byte[]> slices = new ArrayList<>();
        int from = 0;
        for (int start = Fingerprint.startCode(b, 0); start < b.length; ) {
            int next = Fingerprint.startCode(b, start);
            int end = next == b.length ? next : next - (b[next - 4] == 0 ? 4 : 3);
            int type = b[start] & 0x1f;
            if (all || type == 1 || type == 5 || next == b.length) {
                slices.add(Arrays.copyOfRange(b, from, end));
                from = end;
            }
            start = next;
        }
        return slices;
    }

    /** Without supplemental enhancement information: no recovery point. */
    static void withoutSupplements(AccessUnit unit) {
        if (!unit.track.codec().equals("h264")) {
            return;
        }
        byte[] b = unit.bytes;
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (int start = Fingerprint.startCode(b, 0); start < b.length; ) {
            int next = Fingerprint.startCode(b, start);
            int end = next < b.length ? next - 3 : b.length;
            if ((b[start] & 0x1f) != SUPPLEMENT) {
                kept.writeBytes(Track.bytes(0, 0, 0, 1));
                kept.write(b, start, end - start);
            }
            start = next;
        }
        unit.bytes = kept.toByteArray();
    }
}
