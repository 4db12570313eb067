package streaming.recording.timeline;

/** A track that has not jumped, though another went on on another clock: behind a slate, or while it was away. */
final class LeftBehind {

    private final Timeline timeline;
    private final Lookahead lookahead;

    LeftBehind(Timeline timeline, Lookahead lookahead) {
        this.timeline = timeline;
        this.lookahead = lookahead;
    }

    /**
     * A track that went to another clock while the track of this piece was away, whose own times then say nothing by
     * going on.
     *
     * @return null when there is none
     */
    Playhead by(Piece piece) {
        Playhead head = piece.track;
        if (head.ahead != null) {
            return head.ahead;
        }
        for (Playhead other : timeline.heads()) {
            boolean newer = other != head
                    && other.started()
                    && other.clock != head.clock
                    && other.clock.born > head.lastSegment
                    && head.lastSegment < timeline.last();
            if (newer && lookahead.pieces().stream().anyMatch(its -> its.track == other)) {
                return other;
            }
        }
        return null;
    }

    /**
     * The clock on which another track went on where it had left the clock of this piece, as behind a slate: the track
     * of this piece, whose sound was multiplexed late, comes to that time within the piece or soon.
     *
     * @return null when there is none
     */
    Clock resumed(Piece piece) {
        Playhead head = piece.track;
        for (Playhead other : timeline.heads()) {
            Long left = other == head ? null : other.left.get(head.clock);
            if (left != null) {
                for (Clock clock : other.since(head.clock)) {
                    long ahead = Ticks.between(piece.first(), clock.begin);
                    long missing = Ticks.between(left, clock.first);
                    if (missing >= -Limits.EXACT
                            && missing <= Limits.SAME
                            && ahead > -Limits.SAME
                            && ahead <= Limits.SAME
                            && piece.fits(clock)) {
                        return clock;
                    }
                }
            }
        }
        return null;
    }

    /**
     * What of a piece lies behind the time at which another clock took over: all of it when that time is not near,
     * unless its own times go on as if nothing had happened: then its track jumps by itself when it comes to that time.
     *
     * @return null when nothing does yet
     */
    Piece behind(Piece piece, Clock other) {
        long ahead = Ticks.between(piece.first(), other.begin);
        boolean goesOn = Math.abs(Ticks.between(piece.due(), piece.first())) <= Limits.EXACT;
        if (goesOn && (Math.abs(ahead) > Limits.SAME || jumpsTo(piece, other))) {
            return null;
        }
        return ahead <= 0 || ahead > Limits.SAME ? piece : piece.behind(other.begin);
    }

    /** Whether the track of a piece comes to another clock by a jump of its own. */
    private boolean jumpsTo(Piece piece, Clock clock) {
        Piece next = lookahead.nextBroken(piece);
        return next != null && Math.abs(Ticks.between(clock.begin, next.first())) <= 2 * Limits.PASSED;
    }
}
