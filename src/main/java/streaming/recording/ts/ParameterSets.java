package streaming.recording.ts;

import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The parameter sets that a video track has shown so far: a sample entry {@code hvc1} or {@code avc1} holds them only
 * where they stay the same (ISO/IEC 14496-15, 5.3.3 and 8.3.3).
 */
final class ParameterSets {
    private final Map<Integer, Integer> sets = new TreeMap<>();
    private boolean changed;

    /**
     * @param type the NAL unit type; sets of one type are told apart by their first bytes, which hold the number of the
     *     set
     */
    void add(int type, byte[] b, int from, int end) {
        int to = end;
        while (to > from && b[to - 1] == 0) {
            to--;
        }
        if (to - from < 3) {
            return;
        }
        CRC32 crc = new CRC32();
        crc.update(b, from, to - from);
        Integer before = sets.put(type << 8 | number(type, b, from), (int) crc.getValue());
        changed |= before != null && before != (int) crc.getValue();
    }

    /** The number of the set, as far as the bits in its first byte tell it. */
    private static int number(int type, byte[] b, int from) {
        return switch (type) {
            case 8 -> b[from + 1] >> 5 & 7;
            case 32 -> b[from + 2] >> 4 & 0x0f;
            case 34 -> b[from + 2] >> 5 & 7;
            default -> 0;
        };
    }

    /** Whether a set came again with other contents. */
    boolean changed() {
        return changed;
    }

    /** The same for two tracks, or two segments, that show the same sets; 0 before the first. */
    long hash() {
        long hash = 0;
        for (Map.Entry<Integer, Integer> set : sets.entrySet()) {
            hash = hash * 0x9E3779B97F4A7C15L
                    + (((long) set.getKey() << 32 | set.getValue() & 0xffffffffL) ^ 0x5851F42D4C957F2DL);
        }
        return hash;
    }
}
