package streaming.recording.timeline;

/**
 * Finds a track that has the very times of another: sound and picture of one clock bring the same times, however far
 * apart they lie in the file.
 */
final class SharedTimes {
    /** A track may begin so much before another on the same clock. */
    private static final long EARLY = Ticks.PER_SECOND / 10;

    private final Timeline timeline;
    private final Lookahead lookahead;

    SharedTimes(Timeline timeline, Lookahead lookahead) {
        this.timeline = timeline;
        this.lookahead = lookahead;
    }

    /**
     * The clock on which another track has, or is going to have, the times of this piece: where there are several, that
     * under which they lie beside one another best and longest.
     */
    Clock clock(Piece piece) {
        Clock best = null;
        long least = Long.MAX_VALUE;
        for (Playhead other : timeline.heads()) {
            if (other == piece.track || !other.started()) {
                continue;
            }
            Long skew = piece.track.skew.get(other.track);
            long there = lookahead.reached(other, piece.arrival()) - (skew == null ? 0 : skew);
            boolean absent = !piece.track.started() || piece.track.nextDts < there - Limits.PASSED;
            for (Span span : lookahead.spans(other, absent, piece)) {
                long place = span.clock().place(piece.firstPts());
                long away = piece.track.started()
                        ? Math.abs(place - there)
                        : Math.min(Math.abs(place - there), between(span, piece, other));
                long off = piece.track.started() ? place - piece.track.nextDts - piece.early() : Long.MAX_VALUE;
                boolean due = Math.abs(off) <= Limits.OVERLAP;
                boolean has = span.has(piece.firstPts(), EARLY) || due && span.has(piece.endPts(), 0);
                boolean possible =
                        has && (due || away <= Limits.SAME) && piece.fits(span.clock()) && !isTaken(span, piece);
                long missing = Math.max(0, Ticks.between(span.to(), piece.endPts()));
                long cost = away + missing + (span.has(piece.firstPts(), Limits.EXACT) ? 0 : 2 * Limits.SAME);
                boolean begins = !piece.track.started() && Math.abs(place - timeline.start()) <= EARLY;
                cost -= begins ? Limits.PASSED : 0;
                if (possible && cost < least) {
                    best = span.clock();
                    least = cost;
                }
            }
        }
        return best;
    }

    /** How much another track brought since it had the time at which a piece begins, without what was missing then. */
    private static long between(Span span, Piece piece, Playhead other) {
        long brought = 0;
        boolean behind = false;
        for (Span its : other.spans()) {
            brought += behind ? its.length() : 0;
            behind |= its == span;
        }
        return behind ? brought + Ticks.between(piece.firstPts(), span.to()) : Long.MAX_VALUE;
    }

    /** Whether the track of a piece comes to the times of a span once more at once, and then stays. */
    boolean isTaken(Span span, Piece piece) {
        // a healthy start reads nothing ahead
        Piece next = isBrief(piece) ? lookahead.nextBroken(piece) : null;
        return next != null
                && goesBack(piece, next)
                && span.has(next.firstPts(), EARLY)
                && Ticks.between(next.firstPts(), span.to()) > piece.length();
    }

    /** Whether a few units are followed by more that go over the same times. */
    static boolean goesBack(Piece piece, Piece next) {
        long step = Ticks.between(piece.end(), next.first());
        return isBrief(piece) && step < -Limits.EXACT && step > -Limits.PASSED / 2 && next.length() > piece.length();
    }

    private static boolean isBrief(Piece piece) {
        return piece.length() <= Limits.PASSED / 2;
    }

    /**
     * Where the broadcast was left for this piece, as the clock of another track says by the time with which the track
     * of the piece goes on behind it: it was away before, so it does not tell by itself.
     *
     * @return presentation on the timeline; {@link Ticks#NONE} when nothing tells
     */
    long insertedAt(Piece piece) {
        Piece behind = lookahead.nextBroken(piece);
        for (Playhead other : timeline.heads()) {
            if (behind == null || other == piece.track || !other.started()) {
                continue;
            }
            long there = lookahead.reached(other, piece.arrival());
            for (Span span : lookahead.spans(other, false, piece)) {
                long place = span.clock().place(behind.firstPts());
                if (span.has(behind.firstPts(), EARLY) && Math.abs(place - there) <= Limits.SAME) {
                    return place;
                }
            }
        }
        return Ticks.NONE;
    }
}
