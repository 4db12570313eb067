package streaming.recording.media;

/**
 * From where to where one track of one segment goes, after {@link UnitTimes} has judged its time stamps. Where the clock starts
 * again inside the segment the times go on after the last unit, so that the span stays the time that can be watched.
 */
final class TrackSpan {
    /** A longer silence inside one segment is a clock that was set anew. */
    private static final long LONGEST_HOLE = 60 * Ticks.PER_SECOND;

    final int impossible;
    final int restarts;
    /** Index of the last unit whose time is believed. */
    final int last;
    final long firstPts;
    final long lastPts;
    final long firstDts;
    final long lastDts;

    private TrackSpan(int impossible, int restarts, int last, long firstPts, long lastPts, long firstDts, long lastDts) {
        this.impossible = impossible;
        this.restarts = restarts;
        this.last = last;
        this.firstPts = Ticks.wrapped(firstPts);
        this.lastPts = Ticks.wrapped(lastPts);
        this.firstDts = Ticks.wrapped(firstDts);
        this.lastDts = Ticks.wrapped(lastDts);
    }

    static TrackSpan of(UnitTimes times) {
        int impossible = 0;
        int restarts = 0;
        int before = -1;
        long firstDts = 0;
        long lastDts = 0;
        long firstPts = 0;
        long lastPts = 0;
        for (int i = 0; i < times.size(); i++) {
            if (!times.believed(i)) {
                impossible++;
                continue;
            }
            if (before < 0) {
                firstDts = times.dts(i);
                lastDts = firstDts;
            } else {
                long step = Ticks.between(times.dts(before), times.dts(i));
                boolean restart = times.jumps(i) && (step < 0 || step > LONGEST_HOLE);
                restarts += restart ? 1 : 0;
                lastDts += restart ? times.spacing(0) : step;
            }
            long presented = lastDts + times.lead(i);
            firstPts = before < 0 ? presented : Math.min(firstPts, presented);
            lastPts = before < 0 ? presented : Math.max(lastPts, presented);
            before = i;
        }
        return new TrackSpan(impossible, restarts, before, firstPts, lastPts, firstDts, lastDts);
    }
}
