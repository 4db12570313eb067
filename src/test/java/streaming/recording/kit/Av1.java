package streaming.recording.kit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * AV1 in a transport stream, which ffmpeg does not write: private data with the registration AV01 (AOM, "Carriage of
 * AV1 in MPEG-2 TS").
 */
final class Av1 {
    private static final int IVF_HEADER = 32;
    private static final int FRAME_HEADER = 12;

    private Av1() {}

    static Source source(double seconds) {
        byte[] ivf = Elementary.run("-f lavfi -i testsrc2=size=160x90:rate=30:duration=" + seconds
                + " -c:v libsvtav1 -preset 12 -g 60 -svtav1-params pred-struct=1:lp=1 -f ivf");
        Track track = new Track(
                0x100,
                Track.Kind.VIDEO,
                "av1",
                0x06,
                0xbd,
                Track.bytes(0x05, 4, 'A', 'V', '0', '1', 0x80, 4, 0x81, 0, 0x0c, 0));
        List<AccessUnit> units = new ArrayList<>();
        for (int at = IVF_HEADER; at + FRAME_HEADER < ivf.length; ) {
            int length = ivf[at] & 0xff | (ivf[at + 1] & 0xff) << 8 | (ivf[at + 2] & 0xff) << 16;
            long time = units.size() * 3_000L;
            byte[] unit = Arrays.copyOfRange(ivf, at + FRAME_HEADER, at + FRAME_HEADER + length);
            units.add(new AccessUnit(track, unit, units.size() % 60 == 0, time, time));
            at += FRAME_HEADER + length;
        }
        return new Source(seconds, units);
    }
}
