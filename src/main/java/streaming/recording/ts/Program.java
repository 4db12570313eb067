package streaming.recording.ts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One program of a transport stream: what its map says of its streams (ISO/IEC 13818-1, 2.4.4.8). */
final class Program {
    final int number;
    final int mapPid;
    private byte[] lastMap = new byte[0];
    private List<ElementaryStream> streams = List.of();
    private final Map<Integer, ProgramTables.Announcement> announcements = new HashMap<>();

    Program(int number, int mapPid) {
        this.number = number;
        this.mapPid = mapPid;
    }

    /** Whether its map has been read. */
    boolean isKnown() {
        return lastMap.length > 0;
    }

    List<ElementaryStream> streams() {
        return streams;
    }

    boolean hasRecordable() {
        return streams.stream().anyMatch(stream -> stream.kind() != TrackContent.Kind.OTHER);
    }

    /** @return null for a pid that the map does not name */
    ProgramTables.Announcement announcement(int pid) {
        return announcements.get(pid);
    }

    /**
     * @param b a whole section with the number of this program, its checksum found right
     * @return whether the streams are others now
     */
    boolean map(byte[] b, int length) {
        if (Arrays.equals(b, 0, length, lastMap, 0, lastMap.length)) {
            return false;
        }
        lastMap = Arrays.copyOf(b, length);
        int end = length - 4;
        int at = Math.min(end, 12 + ((b[10] & 0x0f) << 8 | b[11] & 0xff));
        Set<String> registrations = ElementaryStream.registrations(b, 12, at);
        List<ElementaryStream> found = new ArrayList<>();
        announcements.clear();
        while (at + 5 <= end) {
            int pid = (b[at + 1] & 0x1f) << 8 | b[at + 2] & 0xff;
            int info = (b[at + 3] & 0x0f) << 8 | b[at + 4] & 0xff;
            int next = Math.min(at + 5 + info, end);
            found.add(ElementaryStream.ofType(pid, b[at] & 0xff, registrations, b, at + 5, next));
            announcements.put(pid, new ProgramTables.Announcement(b[at] & 0xff, Arrays.copyOfRange(b, at + 5, next)));
            at = next;
        }
        boolean changed = !found.equals(streams);
        streams = List.copyOf(found);
        return changed;
    }
}
