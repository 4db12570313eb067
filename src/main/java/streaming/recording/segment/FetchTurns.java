package streaming.recording.segment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is to be fetched. A stream whose objects hang or fail takes its share of the downloads and not all of
 * them, and two versions of one object are fetched one after the other. Kept in memory: what is forgotten is found
 * again.
 */
public final class FetchTurns {

    /** Of one recording: what is being fetched, what waits, and the keys of both. */
    private static final class Turns {
        private final Deque<SegmentTask> waiting = new ArrayDeque<>();
        private final Set<String> known = new HashSet<>();
        private int running;
    }

    private final int share;
    private final Map<String, Turns> recordings = new HashMap<>();

    /** @param share downloads of one recording at once */
    public FetchTurns(int share) {
        this.share = share;
    }

    /**
     * @param found segments that are in the bucket and in no ledger, in their order
     * @return those to be fetched now; the others wait, unless they wait already or are being fetched
     */
    public synchronized List<SegmentTask> begin(List<SegmentTask> found) {
        List<SegmentTask> now = new ArrayList<>();
        for (SegmentTask task : found) {
            Turns turns = recordings.computeIfAbsent(task.recordingId(), id -> new Turns());
            if (turns.known.add(task.object().objectKey())) {
                turns.waiting.add(task);
            }
            next(turns, now);
        }
        return now;
    }

    /** @return the one of the same recording that is to be fetched in the place of this one, if any */
    public synchronized List<SegmentTask> end(SegmentTask task) {
        List<SegmentTask> now = new ArrayList<>();
        Turns turns = recordings.get(task.recordingId());
        turns.running--;
        turns.known.remove(task.object().objectKey());
        next(turns, now);
        if (turns.known.isEmpty()) {
            recordings.remove(task.recordingId());
        }
        return now;
    }

    private void next(Turns turns, List<SegmentTask> now) {
        while (turns.running < share && !turns.waiting.isEmpty()) {
            turns.running++;
            now.add(turns.waiting.poll());
        }
    }
}
