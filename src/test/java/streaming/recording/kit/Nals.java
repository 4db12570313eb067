package streaming.recording.kit;

import java.io.ByteArrayOutputStream;

/** Takes NAL units out of pictures (ITU-T H.264, annex B). */
final class Nals {
    private static final int SUPPLEMENT = 6;

    private Nals() {}

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
