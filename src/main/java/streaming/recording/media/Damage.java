package streaming.recording.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what is wrong with a segment and tells it in words. */
final class Damage {
    /** An operator reads no more reasons than this. */
    private static final int MOST = 20;

    int badPackets;
    int scrambledPackets;
    boolean encryptedStreams;
    boolean mapMissing;
    private final Map<Integer, Integer> continuity = new TreeMap<>();
    private final Map<Integer, Integer> pes = new TreeMap<>();
    private final Map<Integer, Integer> frames = new TreeMap<>();
    private final Map<Integer, Integer> impossible = new TreeMap<>();
    private final List<String> others = new ArrayList<>();

    void continuityError(int pid) {
        continuity.merge(pid, 1, Integer::sum);
    }

    void brokenPes(int pid) {
        pes.merge(pid, 1, Integer::sum);
    }

    void startsInside(int pid) {
        others.add("starts inside a PES packet on pid " + pid);
    }

    void brokenFrames(int pid, int count) {
        frames.merge(pid, count, Integer::sum);
    }

    void impossibleTimes(int pid, int count) {
        if (count > 0) {
            impossible.merge(pid, count, Integer::sum);
        }
    }

    void other(String reason) {
        others.add(reason);
    }

    /** How often bytes are known to be missing. */
    int losses() {
        return badPackets + continuity.values().stream().mapToInt(Integer::intValue).sum() + pes.values().stream().mapToInt(Integer::intValue).sum();
    }

    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        add(reasons, continuity, "continuity error");
        add(reasons, pes, "incomplete PES packet");
        add(reasons, frames, "broken audio frame");
        add(reasons, impossible, "impossible timestamp");
        if (badPackets > 0) {
            reasons.add(counted(badPackets, "unusable transport packet"));
        }
        if (scrambledPackets > 0) {
            reasons.add(counted(scrambledPackets, "scrambled transport packet"));
        }
        if (encryptedStreams) {
            reasons.add("holds SAMPLE-AES encrypted streams");
        }
        if (mapMissing) {
            reasons.add("media before the program map");
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
