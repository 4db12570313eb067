package streaming.recording.join;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The segments that were entered in the ledger last, as long as each plainly follows the one before: whole, and the
 * next in the playlist and by its name. Of them it is known without a question to PostgreSQL which are sealed: all but
 * the last one. What is not plain sealed-segments.sql decides, and the end compares all.
 */
final class KnownTail {

    /** When ffmpeg takes them more slowly than they come, the ledger is asked. */
    private static final int MOST = 1_000;

    private final Deque<KnownSegment> known = new ArrayDeque<>();

    /** @param segments that were entered by one statement */
    synchronized void add(List<KnownSegment> segments) {
        List<KnownSegment> plain = segments.stream()
                .filter(KnownSegment::isPlain)
                .sorted(Comparator.comparing(KnownSegment::mediaSequence))
                .toList();
        if (plain.size() < segments.size() || known.size() > MOST) {
            known.clear();
        }
        for (KnownSegment next : plain) {
            if (!known.isEmpty() && !next.follows(known.getLast())) {
                known.clear();
            }
            known.add(next);
        }
    }

    /**
     * What is sealed behind the last one that was fed.
     *
     * @param last null when none was
     * @return empty when the ledger has to be asked
     */
    synchronized Optional<List<SealedSegment>> behind(CapturedSegment last) {
        if (last == null || known.stream().noneMatch(segment -> isSame(segment, last))) {
            return Optional.empty();
        }
        while (!isSame(known.getFirst(), last)) {
            known.removeFirst();
        }
        List<SealedSegment> sealed = new ArrayList<>();
        for (KnownSegment segment : known) {
            sealed.add(segment.segment().inRun(last.run()));
        }
        return Optional.of(sealed.subList(1, Math.max(1, sealed.size() - 1)));
    }

    private static boolean isSame(KnownSegment known, CapturedSegment fed) {
        return known.segment().objectKey().equals(fed.objectKey())
                && known.segment().etag().equals(fed.etag());
    }
}
