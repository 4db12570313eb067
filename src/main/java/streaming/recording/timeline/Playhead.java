package streaming.recording.timeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One track, and how far it has come. Times are ticks on the timeline, not wrapped, unless they are called raw. */
final class Playhead {
    /** Units whose repetition is recognised: some minutes. */
    private static final int REMEMBERED = 8192;

    private static final int JUMPS = 8;
    private static final int SPANS = 16;
    /** Units that follow one another within this lie in one span. */
    private static final long CLOSE = Ticks.PER_SECOND;

    final int track;
    final boolean picture;
    TrackTimes.Before before = TrackTimes.Before.NOTHING;
    Clock clock;
    /** The first and the last segment that brought units; -1 before the first. */
    int firstSegment = -1;

    int lastSegment = -1;
    /** What is written on its first unit: where that comes again the broadcast begins again. */
    long began = Ticks.NONE;
    /** Raw decoding time of its first unit in {@link #lastSegment}. */
    long firstRaw;

    /** What is written on its last unit. */
    long lastRaw = Ticks.NONE;

    long lastDts = Ticks.NONE;
    /** When the next unit is due to be decoded. */
    long nextDts = Ticks.NONE;
    /** The shortest time from decoding to presentation in its last piece. */
    long lead;

    long startPts = Ticks.NONE;
    /** Beginning and end of the latest presentation. */
    long lastPts = Ticks.NONE;

    long endPts = Ticks.NONE;
    /** The track that went to another clock at a time that this one has not reached yet; null when there is none. */
    Playhead ahead;
    /** Where each clock was left, raw: the time that would have been next. */
    final Map<Clock, Long> left = new LinkedHashMap<>();
    /** Its latest jumps, the last one first. */
    private final Deque<Jump> jumps = new ArrayDeque<>();
    /** Where it was, the last one last. */
    private final Deque<Span> spans = new ArrayDeque<>();
    /** How much later than other tracks, raw, it arrives beside them in the file; by their number. */
    final Map<Integer, Long> skew = new HashMap<>();

    /**
     * The times of this track jumped.
     *
     * @param due when the unit was due on the timeline
     * @param raw what was written on it
     * @param clock on which it was placed
     */
    record Jump(long due, long raw, Clock clock) {}

    private final Map<Long, Long> given = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    Playhead(int track, boolean picture) {
        this.track = track;
        this.picture = picture;
    }

    Iterable<Jump> jumps() {
        return jumps;
    }

    void jumped(Jump jump) {
        jumps.addFirst(jump);
        if (jumps.size() > JUMPS) {
            jumps.removeLast();
        }
    }

    Collection<Span> spans() {
        return spans;
    }

    /** It has these raw times on its clock. */
    void brought(long from, long to) {
        Span last = spans.peekLast();
        boolean goesOn = last != null && last.clock() == clock && Math.abs(Ticks.between(last.to(), from)) <= CLOSE;
        if (goesOn) {
            spans.removeLast();
        }
        spans.addLast(new Span(clock, goesOn ? last.from() : from, to));
        if (spans.size() > SPANS) {
            spans.removeFirst();
        }
    }

    /** @param raw the time that would have been next */
    void leave(Clock former, long raw) {
        left.remove(former);
        left.put(former, raw);
        if (left.size() > JUMPS) {
            left.remove(left.keySet().iterator().next());
        }
    }

    /** The clocks on which it went on after this one, which it has left, in their order. */
    List<Clock> since(Clock clock) {
        List<Clock> since = new ArrayList<>();
        boolean found = false;
        for (Clock one : left.keySet()) {
            if (found) {
                since.add(one);
            }
            found |= one == clock;
        }
        since.add(this.clock);
        return since;
    }

    boolean started() {
        return lastDts != Ticks.NONE;
    }

    void remember(long raw, int segment, int check) {
        lastRaw = raw;
        given.put(raw, (long) segment << 32 | check & 0xffffffffL);
    }

    /** The segment that already brought this very unit; -1 when none did. */
    int broughtBy(long raw, int check) {
        Long there = given.get(raw);
        return there == null || (int) (long) there != check ? -1 : (int) (there >> 32);
    }

    /** A unit is given out. */
    void advance(long dts, long pts, long ticks) {
        lastDts = dts;
        nextDts = dts + ticks;
        lastPts = Math.max(lastPts, pts);
        endPts = Math.max(endPts, pts + ticks);
        startPts = startPts == Ticks.NONE ? pts : Math.min(startPts, pts);
    }

    /** A unit without a time is given out, right behind the last. */
    void advance(long ticks) {
        if (started()) {
            nextDts += ticks;
            lastPts = Math.max(lastPts, endPts);
            endPts += ticks;
        }
    }
}
