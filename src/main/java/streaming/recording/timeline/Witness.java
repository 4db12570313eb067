package streaming.recording.timeline;

/**
 * What another track does at the content where one jumps.
 *
 * @param piece with which it jumps, null when it does not; and what its track has brought until then
 */
record Witness(Playhead track, Other does, Piece piece, long nextDts, long lead) {
    /** A track that lies beside another as before, within this, runs on the same clock. */
    private static final long BESIDE = Ticks.PER_SECOND;

    enum Other {
        JUMPS,
        BESIDE,
        APART,
        UNKNOWN
    }

    /** Looks for the same jump in another track: at the same content, which may lie in a later segment. */
    static Witness of(Piece piece, Playhead other, Lookahead lookahead) {
        long due = piece.track.nextDts;
        long next = other.nextDts;
        long lead = other.lead;
        // a track that comes back to a clock is met there by one that never left it
        boolean back = piece.returned();
        boolean passed = false;
        boolean beside = false;
        boolean seen = false;
        Witness left = null;
        Witness jumps = null;
        long most = 0;
        for (int number = 0; number <= Timeline.AHEAD; number++) {
            Cut there = lookahead.cut(number);
            if (there == null) {
                break;
            }
            for (Piece its : there.pieces) {
                if (its.track != other) {
                    continue;
                }
                if (its.placed()) {
                    beside |= its.clock == other.clock && isBeside(piece, its);
                    seen |= its.clock == piece.track.clock;
                    continue;
                }
                if (its.broken) {
                    boolean same =
                            Math.abs(Ticks.between(piece.first(), its.first())) <= Limits.SAME || isBeside(piece, its);
                    long both = piece.overlap(its);
                    if (same && (jumps == null || SharedTimes.goesBack(jumps.piece, its) && both > most)) {
                        jumps = new Witness(other, Other.JUMPS, its, next, lead);
                        most = both;
                    }
                    if (left == null) {
                        Other does = beside ? Other.BESIDE : seen ? Other.APART : Other.UNKNOWN;
                        left = new Witness(other, does, its, next, lead);
                    }
                }
                if (left == null) {
                    seen |= number == 0 && other.clock == piece.track.clock;
                    beside |= number == 0 && isBeside(piece, its);
                    passed |= back && beside && Ticks.between(piece.first(), its.end()) > Limits.PASSED;
                }
                // packets may be lost before it: it lies where its clock says
                next = left == null && !its.broken
                        ? Math.max(next + its.length(), other.clock.place(its.end()))
                        : next + its.length();
                lead = its.lead();
            }
            if (next > due + Limits.PASSED || passed) {
                break;
            }
        }
        return jumps != null
                ? jumps
                : left != null
                        ? left
                        : new Witness(
                                other, beside ? Other.BESIDE : seen ? Other.APART : Other.UNKNOWN, null, next, lead);
    }

    /** Whether two pieces lie beside one another as their tracks did. */
    static boolean isBeside(Piece piece, Piece other) {
        Long skew = piece.track.skew.get(other.track.track);
        return piece.distance(other, skew == null ? 0 : skew) <= (skew == null ? Limits.PARTED : BESIDE);
    }

    /** Whether the clock leaves room for what this track brings before it jumps, too. */
    boolean fits(Clock clock) {
        return clock.place(piece.first()) - nextDts >= -Limits.OVERLAP;
    }

    boolean jumps() {
        return does == Other.JUMPS;
    }

    boolean isBeside() {
        return does == Other.BESIDE;
    }
}
