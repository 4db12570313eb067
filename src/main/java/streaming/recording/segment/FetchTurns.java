package streaming.recording.segment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose turn it is to be fetched, and what was fetched and is not in the ledger yet: the segments of a poll are entered
 * by one statement. A stream whose objects hang or fail takes its share of the downloads and not all of them, and two
 * versions of one object are fetched one after the other. Kept in memory: what is forgotten is found again.
 */
public final class FetchTurns {

    private static final Logger LOG = LoggerFactory.getLogger("recording.capture");

    /** One statement enters no more. */
    private static final int MOST_KEPT = 50;
    /** While others of its poll are still being fetched, a segment waits no longer. */
    private static final long LONGEST_KEPT = 1_000_000_000;
    /** Downloads are taken up in the order in which they began: one that others overtook by so much never will be. */
    private static final long LONGEST_OVERTAKEN = 60_000_000_000L;
    /** MAX_RETRY_ATTEMPTS of S3's longest answer (S3Clients) and the pauses between them end before. */
    private static final long LONGEST_RUNNING = 1_800_000_000_000L;

    /** A download: when it began, and whether it has been taken up. */
    private static final class Running {
        private final SegmentTask task;
        private final long began;
        private boolean taken;

        Running(SegmentTask task, long began) {
            this.task = task;
            this.began = began;
        }
    }

    /** Of one recording: what is being fetched, what waits, what is to be entered, and the keys of all. */
    private static final class Turns {
        private final Deque<SegmentTask> waiting = new ArrayDeque<>();
        private final Set<String> known = new HashSet<>();
        private final List<KeptSegment> kept = new ArrayList<>();
        private final Map<String, Running> running = new HashMap<>();
        private long keptSince;
        private KeptSegments entering;

        private boolean isKept(String key) {
            return kept.stream().anyMatch(segment -> segment.objectKey().equals(key));
        }
    }

    private final int share;
    private final LongSupplier nanos;
    private final Map<String, Turns> recordings = new HashMap<>();
    /** When the newest began of those that were taken up. */
    private long takenUpTo;

    /**
     * @param share downloads of one recording at once
     * @param nanos a clock that never jumps, such as {@link System#nanoTime}
     */
    public FetchTurns(int share, LongSupplier nanos) {
        this.share = share;
        this.nanos = nanos;
        this.takenUpTo = nanos.getAsLong();
    }

    /**
     * @param found segments that are in the bucket and in no ledger, in their order
     * @return those to be fetched now; the others wait, unless they wait already, are being fetched or entered
     */
    public synchronized List<SegmentTask> begin(List<SegmentTask> found) {
        List<SegmentTask> now = new ArrayList<>();
        for (SegmentTask task : found) {
            Turns turns = turns(task.recordingId());
            if (turns.known.add(task.object().objectKey()) || isLost(turns, task)) {
                turns.waiting.add(task);
            }
            next(turns, now);
        }
        return now;
    }

    /**
     * A segment that is found again while it seems to be fetched, and nobody can be fetching it: it is fetched anew.
     */
    private boolean isLost(Turns turns, SegmentTask found) {
        Running one = turns.running.get(found.object().objectKey());
        if (one == null
                || nanos.getAsLong() - one.began < LONGEST_RUNNING
                        && (one.taken || takenUpTo - one.began < LONGEST_OVERTAKEN)) {
            return false;
        }
        LOG.warn(
                "A download came to no end and is begun again: {} recording={}, {}. Please report this",
                found.object().objectKey(),
                found.recordingId(),
                one.taken ? "after 30 minutes" : "it was never taken up");
        turns.running.remove(found.object().objectKey());
        return true;
    }

    /** Its download is taken up. */
    public synchronized void takenUp(SegmentTask task) {
        Turns turns = recordings.get(task.recordingId());
        Running one = turns == null ? null : turns.running.get(task.object().objectKey());
        if (one != null && one.task == task) {
            one.taken = true;
            takenUpTo = Math.max(takenUpTo, one.began);
        }
    }

    /** Its file is here. */
    public synchronized void keep(KeptSegment segment) {
        Turns turns = turns(segment.recordingId());
        if (turns.kept.isEmpty()) {
            turns.keptSince = nanos.getAsLong();
        }
        turns.known.add(segment.objectKey());
        turns.kept.add(segment);
    }

    /** Whether its file is here, and it is not in the ledger yet. */
    public synchronized boolean isKept(SegmentTask task) {
        Turns turns = recordings.get(task.recordingId());
        return turns != null && turns.isKept(task.object().objectKey());
    }

    /** @return the one of the same recording that is to be fetched in the place of this one, if any */
    public synchronized List<SegmentTask> end(SegmentTask task) {
        List<SegmentTask> now = new ArrayList<>();
        Turns turns = turns(task.recordingId());
        String key = task.object().objectKey();
        Running one = turns.running.get(key);
        // else it was taken for lost, and is being fetched anew
        if (one != null && one.task == task) {
            turns.running.remove(key);
            if (!turns.isKept(key)) {
                turns.known.remove(key);
            }
        }
        next(turns, now);
        forgetIfIdle(task.recordingId());
        return now;
    }

    /** Whether anything of this recording is being fetched, or fetched and not entered. */
    public synchronized boolean isBusy(String recordingId) {
        return recordings.containsKey(recordingId);
    }

    /** Whether what is kept is to be entered now, and not with what is still being fetched. */
    public synchronized boolean isDue(String recordingId) {
        Turns turns = recordings.get(recordingId);
        return turns != null
                && !turns.kept.isEmpty()
                && turns.entering == null
                && (turns.running.isEmpty()
                        || turns.kept.size() >= MOST_KEPT
                        || nanos.getAsLong() - turns.keptSince >= LONGEST_KEPT);
    }

    /** @return what is to be entered now; null when there is nothing, or another is entering it */
    public synchronized KeptSegments take(String recordingId) {
        Turns turns = recordings.get(recordingId);
        if (turns == null || turns.entering != null || turns.kept.isEmpty()) {
            return null;
        }
        turns.entering = new KeptSegments(
                recordingId, List.copyOf(turns.kept.subList(0, Math.min(MOST_KEPT, turns.kept.size()))));
        return turns.entering;
    }

    /** They are in the ledger, or belong into none. */
    public synchronized void entered(KeptSegments segments) {
        Turns turns = turns(segments.recordingId());
        turns.kept.removeAll(segments.segments());
        segments.segments().forEach(segment -> turns.known.remove(segment.objectKey()));
        turns.keptSince = nanos.getAsLong();
        given(segments);
    }

    /** What was taken is not being entered any more; what could not be is entered with the next ones. */
    public synchronized void given(KeptSegments segments) {
        Turns turns = turns(segments.recordingId());
        if (turns.entering == segments) {
            turns.entering = null;
        }
        forgetIfIdle(segments.recordingId());
    }

    private Turns turns(String recordingId) {
        return recordings.computeIfAbsent(recordingId, id -> new Turns());
    }

    private void forgetIfIdle(String recordingId) {
        Turns turns = turns(recordingId);
        if (turns.known.isEmpty() && turns.running.isEmpty()) {
            recordings.remove(recordingId);
        }
    }

    private void next(Turns turns, List<SegmentTask> now) {
        while (turns.running.size() < share && !turns.waiting.isEmpty()) {
            SegmentTask task = turns.waiting.poll();
            turns.running.put(task.object().objectKey(), new Running(task, nanos.getAsLong()));
            now.add(task);
        }
    }
}
