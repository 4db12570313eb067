package streaming.recording.timeline;

/** Units of one track and one segment that run on one clock. Raw times are those of the source, 33 bit. */
final class Piece {
    /** Units among which the one that is presented soonest is looked for. */
    private static final int REORDERED = 32;
    /** Sound that lasts longer than this is several frames that arrived together. */
    private static final long FRAMES = Ticks.PER_SECOND / 10;

    /** A track that goes on this near to where it left a clock has come back to it. */
    private static final long RETURNED = Ticks.PER_SECOND / 10;

    final Playhead track;
    final int segment;
    final TrackTimes times;
    final int from;
    final int to;
    /** The clock jumps before it, or time is missing there. */
    final boolean broken;
    /** The first piece of its track in a segment that begins a new run, as the publisher said. */
    final boolean told;
    /** On which its units have been placed; null before that. */
    Clock clock;

    private final int[] positions;

    /**
     * @param positions of all units of the track among those of the segment; this piece has those {@code from} to
     *     before {@code to}
     */
    Piece(Playhead track, int segment, TrackTimes times, int[] positions, int from, int to, boolean told) {
        this.track = track;
        this.segment = segment;
        this.times = times;
        this.from = from;
        this.to = to;
        this.positions = positions;
        this.broken = times.broken[from];
        this.told = told;
    }

    /**
     * The units from the first on whose decoding time is {@code raw} or later: null when there is none, this when it is
     * the first. Sound that spans that time, as several frames that arrived together may, goes where most of it lies.
     */
    Piece behind(long raw) {
        for (int i = from; i < to; i++) {
            long middle = times.stamps.get(i).picture() || times.ticks[i] <= FRAMES ? 0 : times.ticks[i] / 2;
            if (Ticks.between(raw, times.dts[i]) + middle >= 0) {
                return i == from ? this : new Piece(track, segment, times, positions, i, to, false);
            }
        }
        return null;
    }

    /** Without the units of another. */
    Piece before(Piece rest) {
        return new Piece(track, segment, times, positions, from, rest.from, told);
    }

    /** Where the unit stands in the order of arrival. */
    int position(int unit) {
        return positions[unit];
    }

    int arrival() {
        return positions[from];
    }

    /** Whether its track has had these times already. */
    boolean goesBack() {
        long previous = from > 0 ? times.dts[from - 1] : track.before.dts();
        return broken && previous != Ticks.NONE && Ticks.between(previous, first()) <= 0;
    }

    boolean placed() {
        return clock != null;
    }

    /** A single unit, and the last of its segment. */
    boolean isLastUnit() {
        return from + 1 == to && to == times.size();
    }

    long first() {
        return times.dts[from];
    }

    /** When the next unit would be due. */
    long end() {
        return Ticks.wrapped(times.dts[to - 1] + times.ticks[to - 1]);
    }

    long length() {
        return Ticks.between(first(), end());
    }

    /** The earliest presentation. */
    long firstPts() {
        long first = times.pts[from];
        for (int i = from + 1; i < Math.min(to, from + REORDERED); i++) {
            first = Ticks.between(first, times.pts[i]) < 0 ? times.pts[i] : first;
        }
        return first;
    }

    /** When the last presentation ends. */
    long endPts() {
        long last = Ticks.wrapped(times.pts[to - 1] + times.ticks[to - 1]);
        for (int i = to - 2; i >= Math.max(from, to - REORDERED); i--) {
            long end = Ticks.wrapped(times.pts[i] + times.ticks[i]);
            last = Ticks.between(last, end) > 0 ? end : last;
        }
        return last;
    }

    /**
     * The shortest time from decoding to presentation: how much later than it is decoded the piece begins to be seen,
     * in ticks.
     */
    long lead() {
        long lead = Long.MAX_VALUE;
        for (int i = from; i < Math.min(to, from + REORDERED); i++) {
            lead = Math.min(lead, Ticks.between(times.dts[i], times.pts[i]));
        }
        return lead;
    }

    /**
     * What must be added to raw times, unrolled around {@code base}, so that this follows right behind what its track
     * brought before.
     *
     * @param lead of the piece before
     */
    long needed(long base, long nextDts, long lead) {
        return nextDts - base - Ticks.between(base, first()) + Math.max(0, lead - lead());
    }

    /**
     * How much later, raw, the other lies beside this one in the file: where the first of the two ends, as the other
     * may go on alone.
     */
    long skew(Piece other) {
        int last = Math.min(lastArrival(), other.lastArrival());
        int own = unitAt(last);
        int its = other.unitAt(last);
        return own < 0 || its < 0 ? Ticks.between(end(), other.end()) : Ticks.between(endOf(own), other.endOf(its));
    }

    /** Of the unit before the last one, which is whole when that begins; the last one may be given out much later. */
    private int lastArrival() {
        return positions[to - from > 1 ? to - 2 : to - 1];
    }

    /** The last unit that arrived until then, -1 when none had. */
    private int unitAt(int arrival) {
        int unit = -1;
        for (int i = from; i < to && positions[i] <= arrival; i++) {
            unit = i;
        }
        return unit;
    }

    /** The end, raw, of what arrived until then. */
    long reached(int arrival) {
        int unit = unitAt(arrival);
        return unit < 0 ? first() : endOf(unit);
    }

    private long endOf(int unit) {
        return Ticks.wrapped(times.dts[unit] + times.ticks[unit]);
    }

    /** How much sooner it is decoded than seen. */
    long early() {
        return Ticks.between(first(), firstPts());
    }

    /** How long, raw, both last. */
    long overlap(Piece other) {
        long from = Ticks.between(first(), other.first()) > 0 ? other.first() : first();
        long to = Ticks.between(end(), other.end()) < 0 ? other.end() : end();
        return Ticks.between(from, to);
    }

    /** When it was due by the clock of its track, raw. */
    long due() {
        int last = from - 1;
        return last < 0
                ? Ticks.wrapped(track.before.dts() + track.before.ticks())
                : Ticks.wrapped(times.dts[last] + times.ticks[last]);
    }

    /** Whether its track has left another clock where it goes on. */
    boolean returned() {
        return track.left.entrySet().stream()
                .anyMatch(left ->
                        left.getKey() != track.clock && Math.abs(Ticks.between(left.getValue(), first())) <= RETURNED);
    }

    /** Whether it lies behind what its track has brought, on that clock. */
    boolean fits(Clock other) {
        return fits(other, Long.MAX_VALUE);
    }

    /** The same, and so many ticks behind at most. */
    boolean fits(Clock other, long longest) {
        if (!track.started()) {
            return true;
        }
        long distance = other.place(first()) - track.nextDts;
        return distance >= -Limits.OVERLAP && distance <= longest;
    }

    /** How far apart two pieces are if the other arrives {@code skew} later than this; 0 when they lie side by side. */
    long distance(Piece other, long skew) {
        long behind = Ticks.between(other.end(), first()) + skew;
        long before = Ticks.between(end(), other.first()) - skew;
        return Math.max(0, Math.max(behind, before));
    }
}
