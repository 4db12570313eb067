package streaming.recording.kit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the only elementary stream out of a transport stream that ffmpeg just wrote with one access unit a PES packet.
 * It knows nothing of damage, on purpose, and shares no code with the reader under test.
 */
final class SourceReader {
    private static final int SIZE = 188;
    private static final int PMT_PID = 0x1000;

    private final byte[] file;
    private final Track.Kind kind;
    private final String codec;
    private int sourcePid = -1;
    private int streamType;
    private byte[] descriptors;
    private Track track;
    private ByteArrayOutputStream open;
    private boolean key;
    private final List<AccessUnit> units = new ArrayList<>();

    SourceReader(byte[] file, Track.Kind kind, String codec) {
        this.file = file;
        this.kind = kind;
        this.codec = codec;
    }

    /** In decoding order; the first presentation is at 0. */
    List<AccessUnit> read() {
        for (int at = 0; at + SIZE <= file.length; at += SIZE) {
            packet(at);
        }
        close();
        long first = units.stream().mapToLong(unit -> unit.contentPts).min().orElseThrow();
        for (AccessUnit unit : units) {
            unit.shiftContent(-first);
            unit.shiftStamps(-first);
            unit.place = unit.contentDts;
        }
        return units;
    }

    private void packet(int at) {
        int pid = (file[at + 1] & 0x1f) << 8 | file[at + 2] & 0xff;
        boolean start = (file[at + 1] & 0x40) != 0;
        boolean adapted = (file[at + 3] & 0x20) != 0;
        int from = at + 4 + (adapted ? 1 + (file[at + 4] & 0xff) : 0);
        if (pid == PMT_PID && start && sourcePid < 0) {
            programMap(from + 1 + file[from]);
        } else if (pid == sourcePid) {
            if (start) {
                close();
                key = adapted && file[at + 4] != 0 && (file[at + 5] & 0x40) != 0;
                open = new ByteArrayOutputStream();
            }
            open.write(file, from, at + SIZE - from);
        }
    }

    private void programMap(int at) {
        int entry = at + 12 + length(at + 10);
        streamType = file[entry] & 0xff;
        sourcePid = (file[entry + 1] & 0x1f) << 8 | file[entry + 2] & 0xff;
        descriptors = Arrays.copyOfRange(file, entry + 5, entry + 5 + length(entry + 3));
    }

    private int length(int at) {
        return (file[at] & 0x0f) << 8 | file[at + 1] & 0xff;
    }

    private void close() {
        if (open == null) {
            return;
        }
        byte[] b = open.toByteArray();
        if (track == null) {
            track = new Track(
                    kind == Track.Kind.VIDEO ? 0x100 : 0x101, kind, codec, streamType, b[3] & 0xff, descriptors);
        }
        long pts = stamp(b, 9);
        long dts = (b[7] & 0x40) != 0 ? stamp(b, 14) : pts;
        int declared = (b[4] & 0xff) << 8 | b[5] & 0xff;
        int end = declared == 0 ? b.length : 6 + declared;
        units.add(new AccessUnit(track, Arrays.copyOfRange(b, 9 + (b[8] & 0xff), end), key, pts, dts));
    }

    private static long stamp(byte[] b, int at) {
        return (b[at] & 0x0eL) << 29
                | (b[at + 1] & 0xffL) << 22
                | (b[at + 2] & 0xfeL) << 14
                | (b[at + 3] & 0xffL) << 7
                | (b[at + 4] & 0xffL) >> 1;
    }
}
