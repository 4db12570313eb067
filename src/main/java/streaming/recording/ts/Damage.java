package streaming.recording.ts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what is wrong with a segment and tells it in words; and, apart from that, what is only unusual. */
public final class Damage {
    /** The reason of a segment of which the end is missing. */
    public static final String CUT_OFF = "ends inside a packet";

    /** An operator reads no more reasons than this. */
    private static final int MOST = 20;

    int badPackets;
    int scrambledPackets;
    boolean encryptedStreams;
    /** Streams were recognised by their bytes before a map was read. */
    boolean mapMissing;
    /** There is no map in the whole segment. */
    boolean mapAbsent;

    private final Map<Integer, Integer> continuity = new TreeMap<>();
    private final Map<Integer, Integer> pes = new TreeMap<>();
    private final Map<Integer, Integer> frames = new TreeMap<>();
    private final List<String> others = new ArrayList<>();
    private final Set<String> remarks = new LinkedHashSet<>();

    void continuityError(int pid) {
        continuity.merge(pid, 1, Integer::sum);
    }

    /** The counters of this pid turned out to mean nothing. */
    void forgetContinuity(int pid) {
        continuity.remove(pid);
        remarks.add("continuity counters of pid " + pid + " mean nothing");
    }

    /** Something that a reader of the report may want to know, and no damage. */
    void remark(String remark) {
        remarks.add(remark);
    }

    /** What is unusual and no damage, in words. */
    List<String> remarks() {
        List<String> all = new ArrayList<>(remarks);
        if (mapMissing) {
            all.add(mapAbsent ? "no program map: streams recognised by their bytes" : "media before the program map");
        }
        return all;
    }

    void brokenPes(int pid) {
        pes.merge(pid, 1, Integer::sum);
    }

    void startsInside(int pid) {
        remarks.add("starts inside a PES packet on pid " + pid);
    }

    void brokenFrames(int pid, int count) {
        frames.merge(pid, count, Integer::sum);
    }

    void other(String reason) {
        others.add(reason);
    }

    /** How often bytes are known to be missing. */
    public int losses() {
        return badPackets
                + continuity.values().stream().mapToInt(Integer::intValue).sum()
                + pes.values().stream().mapToInt(Integer::intValue).sum();
    }

    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        add(reasons, continuity, "continuity error");
        add(reasons, pes, "incomplete PES packet");
        add(reasons, frames, "broken audio frame");
        if (badPackets > 0) {
            reasons.add(counted(badPackets, "unusable transport packet"));
        }
        if (scrambledPackets > 0) {
            reasons.add(counted(scrambledPackets, "scrambled transport packet"));
        }
        if (encryptedStreams) {
            reasons.add("holds SAMPLE-AES encrypted streams");
        }
        reasons.addAll(others);
        if (reasons.size() > MOST) {
            int more = reasons.size() - MOST;
            reasons.subList(MOST, reasons.size()).clear();
            reasons.add("and " + more + " more");
        }
        return reasons;
    }

    private static void add(List<String> reasons, Map<Integer, Integer> counts, String what) {
        counts.forEach((pid, count) -> reasons.add(counted(count, what) + " on pid " + pid));
    }

    static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
