package streaming.recording.ts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads the association table and the maps of all programs (ISO/IEC 13818-1, 2.4.4): which programs and streams there
 * are, and which program is the one that is recorded.
 */
public final class ProgramTables {
    /** Tables of a segment that differ from those before; no muxer has so many, and those behind them are not read. */
    static final int MOST_CHANGES = 512;

    private final Sections association = new Sections(this::association);
    private final Map<Integer, Sections> mapPids = new HashMap<>();
    /** Sections of the association table by their number: programs in their order. */
    private final TreeMap<Integer, List<Program>> listed = new TreeMap<>();

    private int version = -1;
    private List<Program> programs = List.of();
    private Program chosen;
    private final Map<Integer, ElementaryStream> corrected = new HashMap<>();
    private final Map<Integer, ElementaryStream> guessed = new TreeMap<>();
    private List<ElementaryStream> streams = List.of();
    /** Sections by table and number: how many came with a wrong checksum, and which also came with a right one. */
    private final Map<Integer, Integer> wrong = new TreeMap<>();

    private final Set<Integer> right = new HashSet<>();
    private boolean changed;
    /** Within this segment. */
    private int changes;

    /** How a stream is to be announced: its type, and its descriptors as they are. */
    public record Announcement(int type, byte[] descriptors) {}

    /** A segment begins. @param restless whether its tables are known to change at each packet: none of them is read */
    void begin(boolean restless) {
        changes = restless ? MOST_CHANGES : 0;
    }

    /** Whether the tables of this segment changed so often that they tell nothing. */
    boolean isRestless() {
        return changes >= MOST_CHANGES;
    }

    boolean owns(int pid) {
        return pid == 0 || mapPids.containsKey(pid);
    }

    /** Sections that were damaged: where none of a table is right, its muxer cannot count checksums. */
    int checksumErrors() {
        return wrong.entrySet().stream()
                .filter(section -> right.contains(section.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** Whether there is a table of which no section has a right checksum: it is not read. */
    boolean checksumsMeanNothing() {
        return !right.containsAll(wrong.keySet());
    }

    /** All programs in the order of the association table. */
    List<Program> programs() {
        return programs;
    }

    /** @return null before any program is known */
    Program chosen() {
        return chosen;
    }

    /**
     * The streams of the program that is recorded, as their bytes show them; before its map is read, and where it
     * forgets some, those that were recognised.
     */
    public List<ElementaryStream> streams() {
        return streams;
    }

    /**
     * How the map announces it; when the bytes showed that this is wrong, or when no map announces it, how it is
     * announced rightly.
     *
     * @return null for a pid that is not known
     */
    public Announcement announcement(int pid) {
        ElementaryStream stream =
                streams.stream().filter(each -> each.pid() == pid).findFirst().orElse(null);
        if (stream != null && (stream.probed() || stream.type() < 0)) {
            return new Announcement(stream.known().streamType(), stream.known().descriptors());
        }
        Announcement told = chosen == null ? null : chosen.announcement(pid);
        boolean misleads = stream != null && told != null && misleads(stream.known(), told.descriptors());
        return misleads
                ? new Announcement(stream.known().streamType(), stream.known().descriptors())
                : told;
    }

    /** Whether ffmpeg would take what these descriptors announce for something else, or could not write it. */
    private static boolean misleads(Codec codec, byte[] descriptors) {
        boolean other = ElementaryStream.registrations(descriptors, 0, descriptors.length).stream()
                .map(Codec::ofRegistration)
                .anyMatch(registered -> registered != null && registered != codec);
        return codec.isRecorded() && (other || codec == Codec.OPUS && !tellsChannels(descriptors));
    }

    /** Opus needs the descriptor of its channels (ETSI TS 103 491, 4): without it ffmpeg cannot write the track. */
    private static boolean tellsChannels(byte[] b) {
        for (int at = 0; at + 3 < b.length; at += 2 + (b[at + 1] & 0xff)) {
            if ((b[at] & 0xff) == 0x7f && (b[at + 2] & 0xff) == 0x80) {
                return true;
            }
        }
        return false;
    }

    /** Whether the map of the program that is recorded has been read. */
    boolean known() {
        return chosen != null && chosen.isKnown();
    }

    /**
     * Whether a stream that no map names can only be of the program that is recorded: it is the only one. Some muxers
     * name a track only in a later map of the segment, or never.
     */
    boolean mayForget(int pid) {
        return known() && programs.size() == 1 && !owns(pid) && chosen.announcement(pid) == null;
    }

    /** The bytes of a stream show another codec than its map does, or the same again. */
    void correct(ElementaryStream announced, ElementaryStream shown) {
        if (announced.type() < 0) {
            guessed.put(shown.pid(), shown);
        } else {
            corrected.put(shown.pid(), shown);
        }
        refresh();
    }

    /**
     * Chooses the program to record: the first one in the table that has video or sound and carries packets, else that
     * has them in its map, else the first.
     *
     * @param carries whether media packets of the program were seen
     * @return whether the choice is another one than before
     */
    boolean choose(Predicate<Program> carries) {
        Program before = chosen;
        if (before != null && programs.contains(before) && carries.test(before)) {
            return false;
        }
        Program best = null;
        for (Program program : programs) {
            boolean better = best == null || rank(program, carries) > rank(best, carries);
            best = better ? program : best;
        }
        boolean keep = before != null
                && programs.contains(before)
                && (best == null || rank(best, carries) <= rank(before, carries));
        chosen = keep ? before : best;
        refresh();
        return chosen != before;
    }

    private static int rank(Program program, Predicate<Program> carries) {
        return carries.test(program) ? 3 : program.hasRecordable() ? 2 : program.isKnown() ? 0 : 1;
    }

    /** @return true when this packet completed a table that differs from the one before */
    boolean packet(int pid, boolean unitStart, byte[] b, int from, int to) {
        changed = false;
        Sections sections = pid == 0 ? association : mapPids.get(pid);
        sections.packet(unitStart, b, from, to);
        if (changed) {
            refresh();
        }
        return changed;
    }

    private boolean isRight(byte[] b, int length) {
        int section = b[0] << 24 | (b[3] & 0xff) << 16 | (b[4] & 0xff) << 8 | b[6] & 0xff;
        if (length < 12 || length > 1024 || Sections.crc(b, length) != 0) {
            wrong.merge(section, 1, Integer::sum);
            return false;
        }
        right.add(section);
        return (b[5] & 1) == 1;
    }

    private void association(byte[] b, int length) {
        if (b[0] != 0 || !isRight(b, length) || isRestless() && !programs.isEmpty()) {
            return;
        }
        int told = (b[5] >> 1 & 0x1f) << 16 | (b[3] & 0xff) << 8 | b[4] & 0xff;
        if (told != version) {
            version = told;
            listed.clear();
        }
        List<Program> found = new ArrayList<>();
        for (int at = 8; at + 4 <= length - 4; at += 4) {
            int number = (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
            int pid = (b[at + 2] & 0x1f) << 8 | b[at + 3] & 0xff;
            if (number != 0) {
                found.add(programs.stream()
                        .filter(each -> each.number == number && each.mapPid == pid)
                        .findFirst()
                        .orElseGet(() -> new Program(number, pid)));
            }
        }
        listed.put(b[6] & 0xff, found);
        List<Program> all = listed.values().stream().flatMap(List::stream).toList();
        if (!all.equals(programs)) {
            changes += programs.isEmpty() ? 0 : 1;
            programs = all;
            mapPids.keySet()
                    .retainAll(programs.stream().map(program -> program.mapPid).toList());
            programs.forEach(program -> mapPids.computeIfAbsent(program.mapPid, pid -> new Sections(this::map)));
            changed = true;
        }
    }

    private void map(byte[] b, int length) {
        if (b[0] != 2 || !isRight(b, length) || length < 16) {
            return;
        }
        int number = (b[3] & 0xff) << 8 | b[4] & 0xff;
        for (Program program : programs) {
            boolean first = !program.isKnown();
            if (program.number == number && (first || !isRestless())) {
                boolean differs = program.map(b, length);
                changes += differs && !first ? 1 : 0;
                changed |= differs || first;
            }
        }
    }

    private void refresh() {
        if (!known()) {
            streams = List.copyOf(guessed.values());
            return;
        }
        streams = Stream.concat(
                        chosen.streams().stream().map(this::corrected),
                        guessed.values().stream().filter(stream -> mayForget(stream.pid())))
                .toList();
    }

    /** A correction counts as long as the map announces the same stream type. */
    private ElementaryStream corrected(ElementaryStream announced) {
        ElementaryStream shown = corrected.get(announced.pid());
        return shown != null && shown.type() == announced.type() ? shown : announced;
    }
}
