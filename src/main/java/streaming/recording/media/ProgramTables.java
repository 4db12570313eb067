package streaming.recording.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the association table and the map of the first program (ISO/IEC 13818-1, 2.4.4): which streams there are. */
final class ProgramTables {
    private static final int[] CRC = crcTable();
    /** A section is at most 1021 bytes after its 3-byte head. */
    private static final int MAX_SECTION = 1024;

    private final Section association = new Section();
    private final Section map = new Section();
    private int mapPid = -1;
    private int program = -1;
    private int checksumErrors;
    private byte[] lastMap = new byte[0];
    private List<ElementaryStream> streams = List.of();
    private final Map<Integer, Announcement> announcements = new HashMap<>();

    /** How the map announces a stream: its type, and its descriptors as they are. */
    record Announcement(int type, byte[] descriptors) {
    }

    boolean owns(int pid) {
        return pid == 0 || pid == mapPid;
    }

    int checksumErrors() {
        return checksumErrors;
    }

    List<ElementaryStream> streams() {
        return streams;
    }

    /** @return null for a pid that the map does not name */
    Announcement announcement(int pid) {
        return announcements.get(pid);
    }

    /** Whether a map has been read. */
    boolean known() {
        return lastMap.length > 0;
    }

    /** @return true when this packet completed a map that differs from the one before */
    boolean packet(int pid, boolean unitStart, byte[] b, int from, int to) {
        Section section = pid == 0 ? association : map;
        int at = from;
        if (unitStart) {
            if (from >= to) {
                return false;
            }
            at = from + 1 + (b[from] & 0xff);
            section.start();
        }
        if (at >= to || !section.append(b, at, to)) {
            return false;
        }
        if (crc(section.bytes, section.length) != 0) {
            checksumErrors++;
            return false;
        }
        return pid == 0 ? association() : map();
    }

    private boolean association() {
        byte[] b = association.bytes;
        if (b[0] != 0) {
            return false;
        }
        for (int at = 8; at + 4 <= association.length - 4; at += 4) {
            int number = (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
            if (number != 0) {
                int pid = (b[at + 2] & 0x1f) << 8 | b[at + 3] & 0xff;
                if (pid != mapPid || number != program) {
                    mapPid = pid;
                    program = number;
                    map.stop();
                }
                return false;
            }
        }
        return false;
    }

    private boolean map() {
        byte[] b = map.bytes;
        boolean ours = b[0] == 2 && map.length >= 16 && ((b[3] & 0xff) << 8 | b[4] & 0xff) == program && (b[5] & 1) == 1;
        if (!ours || Arrays.equals(b, 0, map.length, lastMap, 0, lastMap.length)) {
            return false;
        }
        lastMap = Arrays.copyOf(b, map.length);
        int end = map.length - 4;
        List<ElementaryStream> found = new ArrayList<>();
        int at = 12 + ((b[10] & 0x0f) << 8 | b[11] & 0xff);
        while (at + 5 <= end) {
            int pid = (b[at + 1] & 0x1f) << 8 | b[at + 2] & 0xff;
            int info = (b[at + 3] & 0x0f) << 8 | b[at + 4] & 0xff;
            int next = Math.min(at + 5 + info, end);
            found.add(ElementaryStream.ofType(pid, b[at] & 0xff, b, at + 5, next));
            announcements.put(pid, new Announcement(b[at] & 0xff, Arrays.copyOfRange(b, Math.min(at + 5, next), next)));
            at = next;
        }
        if (found.equals(streams)) {
            return false;
        }
        streams = List.copyOf(found);
        return true;
    }

    private static final class Section {
        final byte[] bytes = new byte[MAX_SECTION];
        int length;
        private boolean open;

        void start() {
            length = 0;
            open = true;
        }

        void stop() {
            open = false;
        }

        boolean append(byte[] b, int from, int to) {
            if (!open) {
                return false;
            }
            int wanted = Math.min(to - from, MAX_SECTION - length);
            System.arraycopy(b, from, bytes, length, wanted);
            length += wanted;
            if (length < 3) {
                return false;
            }
            int whole = 3 + ((bytes[1] & 0x0f) << 8 | bytes[2] & 0xff);
            if (whole > MAX_SECTION || whole < 12) {
                open = false;
                return false;
            }
            if (length < whole) {
                return false;
            }
            length = whole;
            open = false;
            return true;
        }
    }

    /** CRC-32/MPEG-2; 0 over a section together with its own checksum. */
    static int crc(byte[] b, int length) {
        int crc = -1;
        for (int i = 0; i < length; i++) {
            crc = crc << 8 ^ CRC[crc >>> 24 ^ b[i] & 0xff];
        }
        return crc;
    }

    private static int[] crcTable() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ 0x04c11db7 : crc << 1;
            }
            table[i] = crc;
        }
        return table;
    }
}
