package streaming.recording.join;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import streaming.recording.ts.Unit;

/** The units of one segment in the order of their arrival, with their bytes; reused for the next segment. */
final class SegmentUnits {
    private static final int END = 1024;
    /** What is larger is made anew for each of a million small segments. */
    private static final int FIRST = 1 << 16;

    private final List<Unit> units = new ArrayList<>();
    private final CRC32C checksum = new CRC32C();
    private byte[] bytes = new byte[0];
    private int size;

    List<Unit> all() {
        return units;
    }

    /** Bytes held. */
    int size() {
        return size;
    }

    void clear() {
        units.clear();
        size = 0;
    }

    void add(Unit unit, byte[] b, int from, int to) {
        int length = to - from;
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.max(FIRST, bytes.length * 2), size + length));
        }
        System.arraycopy(b, from, bytes, size, length);
        unit.at = size;
        unit.length = length;
        unit.check = check(b, from, length);
        size += length;
        units.add(unit);
    }

    /** All units have been added: they learn where their bytes are. */
    void settle() {
        for (Unit unit : units) {
            unit.bytes = bytes;
        }
    }

    /** Both ends and the length tell units apart that have the same time stamp. */
    private int check(byte[] b, int from, int length) {
        checksum.reset();
        if (length <= 2 * END) {
            checksum.update(b, from, length);
        } else {
            checksum.update(b, from, END);
            checksum.update(b, from + length - END, END);
        }
        return (int) checksum.getValue() + length;
    }
}
