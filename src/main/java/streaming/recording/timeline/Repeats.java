package streaming.recording.timeline;

/** Recognises units that came before: a publisher that lost its connection uploads its last segments again. */
final class Repeats {

    private Repeats() {}

    /**
     * Marks the units of a segment that were given out before. Only a clock that goes back is asked about, and the
     * first unit of each track; and a broadcast that begins again from its first unit, segment by segment, is a new run
     * that happens to be the same.
     *
     * @param repeating whether the segment before held nothing else: a window that is repeated is no new run
     * @param last the segment before
     * @return whether any was marked
     */
    static boolean mark(Cut cut, boolean[] repeated, boolean repeating, int last, Timeline.Ahead ahead) {
        boolean back = cut.pieces.stream().anyMatch(piece -> piece.broken && piece.track.started());
        if (!back) {
            return markFirst(cut, repeated);
        }
        int marked = 0;
        int brought = -1;
        boolean begin = false;
        for (Piece piece : cut.pieces) {
            for (int i = piece.from; i < piece.to; i++) {
                Stamp stamp = piece.times.stamps.get(i);
                int by = piece.times.repaired[i] ? -1 : piece.track.broughtBy(stamp.dts(), stamp.check());
                if (by >= 0) {
                    brought = marked == 0 ? by : brought;
                    begin |= marked == 0 && stamp.dts() == piece.track.began;
                    repeated[piece.position(i)] = true;
                    marked++;
                }
            }
        }
        boolean anew = begin && !repeating && brought != last && isRepeated(ahead.segment(1), cut);
        if (anew) {
            java.util.Arrays.fill(repeated, false);
        }
        return marked > 0 && !anew;
    }

    /**
     * Some segments begin with the last unit of the one before: alone, it does not look like a clock that goes back.
     */
    private static boolean markFirst(Cut cut, boolean[] repeated) {
        boolean marked = false;
        for (Piece piece : cut.pieces) {
            boolean begins = piece.track.started() && piece.from == 0 && piece.to > 1;
            Stamp first = begins ? piece.times.stamps.get(0) : null;
            boolean again = begins
                    && first.dts() == piece.track.lastRaw
                    && piece.track.broughtBy(first.dts(), first.check()) >= 0
                    && Ticks.between(first.dts(), piece.times.stamps.get(1).dts()) > 0;
            if (again) {
                repeated[piece.position(0)] = true;
                marked = true;
            }
        }
        return marked;
    }

    private static boolean isRepeated(SegmentTimes next, Cut cut) {
        if (next == null) {
            return false;
        }
        int timed = 0;
        int known = 0;
        for (Stamp stamp : next.stamps()) {
            if (stamp.isTimed()) {
                timed++;
                known += cut.pieces.stream()
                                .map(piece -> piece.track)
                                .filter(head -> head.track == stamp.track())
                                .anyMatch(head -> head.broughtBy(stamp.dts(), stamp.check()) >= 0)
                        ? 1
                        : 0;
            }
        }
        return timed > 0 && known * 2 >= timed;
    }

    /** Whether hardly anything else is in the segment. */
    static boolean isWhole(SegmentTimes segment, boolean[] repeated) {
        return share(segment, repeated) >= 0.9;
    }

    static boolean isMostly(SegmentTimes segment, boolean[] repeated) {
        return share(segment, repeated) >= 0.5;
    }

    private static double share(SegmentTimes segment, boolean[] repeated) {
        int timed = 0;
        int known = 0;
        for (int at = 0; at < repeated.length; at++) {
            timed += segment.stamps().get(at).isTimed() ? 1 : 0;
            known += repeated[at] ? 1 : 0;
        }
        return (double) known / Math.max(1, timed);
    }
}
