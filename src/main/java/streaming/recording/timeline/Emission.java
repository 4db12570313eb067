package streaming.recording.timeline;

/** Writes down where the units of one segment lie, and what gaps they leave. */
final class Emission {
    /** A step between two pictures that is longer than this is a gap, whatever their encoder's habit is. */
    private static final long SURE = Ticks.PER_SECOND;

    private static final int SURE_SPACINGS = 5;
    /** Where packets are lost, a gap may be as short as one unit. */
    private static final long LOST = Ticks.PER_SECOND / 60;

    private final SegmentTimes segment;
    private final Placed placed;
    private final Gaps gaps;
    private final boolean lossy;

    Emission(SegmentTimes segment, Placed placed, Gaps gaps, boolean lossy) {
        this.segment = segment;
        this.placed = placed;
        this.gaps = gaps;
        this.lossy = lossy;
    }

    void give(Piece piece) {
        Playhead head = piece.track;
        TrackTimes times = piece.times;
        for (int i = piece.from; i < piece.to; i++) {
            int at = piece.position(i);
            int next = i + 1 < times.size()
                    ? piece.position(i + 1)
                    : segment.stamps().size();
            int untimed = segment.untimed(head.track, at, next);
            long dts = head.clock.place(times.dts[i]);
            long pts = dts + Ticks.between(times.dts[i], times.pts[i]);
            long ticks = ticks(piece, i, untimed);
            if (head.started()) {
                gap(piece, i, dts);
                dts = Math.max(dts, head.lastDts + 1);
            }
            pts = Math.max(pts, dts);
            placed.dts()[at] = dts;
            placed.pts()[at] = pts;
            placed.ticks()[at] = ticks;
            placed.repaired()[at] = times.repaired[i];
            head.advance(dts, pts, ticks);
            for (int more = 0; more < untimed; more++) {
                head.advance(ticks);
            }
            if (!times.repaired[i]) {
                head.remember(
                        times.stamps.get(i).dts(),
                        segment.index(),
                        times.stamps.get(i).check());
            }
        }
        head.lead = piece.lead();
        head.brought(piece.firstPts(), piece.endPts());
        head.clock.reach(times.dts[piece.to - 1]);
    }

    /** The time to the next unit that has one is shared by those between them that have none. */
    private static long ticks(Piece piece, int i, int untimed) {
        TrackTimes times = piece.times;
        if (untimed == 0 || !times.stamps.get(i).picture()) {
            return times.ticks[i];
        }
        long step = i + 1 < piece.to ? Ticks.between(times.dts[i], times.dts[i + 1]) : times.ticks[i];
        return Math.max(1, step / (untimed + 1));
    }

    private void gap(Piece piece, int i, long dts) {
        Playhead head = piece.track;
        long length = dts - head.nextDts;
        // another clock is placed as near as all its tracks allow
        boolean moved = piece.broken && i == piece.from;
        long least = lossy && !moved ? LOST : Gaps.LEAST;
        if (length <= least || head.nextDts == head.lastDts) {
            return;
        }
        int before = i == 0 ? head.lastSegment : segment.index();
        Gap gap = new Gap(head.track, head.endPts, length, true, before, segment.index());
        boolean sure = !head.picture || lossy || length > Math.max(SURE, SURE_SPACINGS * piece.times.spacing);
        if (sure) {
            gaps.add(gap);
        } else if (piece.times.even && length > 2 * piece.times.spacing) {
            gaps.addUnsure(gap);
        }
    }
}
