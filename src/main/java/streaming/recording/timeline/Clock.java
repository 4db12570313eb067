package streaming.recording.timeline;

/**
 * One clock of the source, and where its times lie on the timeline. All tracks that run on it share the object, so that
 * sound and picture keep the distance that they had.
 */
final class Clock {
    /** The segment in which it was first met. */
    final int born;
    /** The first presentation with which it was met, a time of the source, 33 bit. */
    final long begin;
    /** The first decoding time with which it was met, likewise. */
    final long first;

    /** A track went on exactly where it had left this, later on the timeline: no track comes back to this. */
    boolean resumed;

    private final long offset;
    private long near;

    /**
     * @param offset what is added to times of the source, not wrapped
     * @param begin the first presentation, a time of the source
     * @param near the first decoding time, a time of the source, not wrapped; times are looked for within half a turn
     *     of the 33-bit clock around it
     */
    Clock(int born, long offset, long near, long begin) {
        this.born = born;
        this.begin = Ticks.wrapped(begin);
        this.first = Ticks.wrapped(near);
        this.offset = offset;
        this.near = near;
    }

    /** Where a time of the source lies on the timeline. */
    long place(long raw) {
        return near + Ticks.between(near, raw) + offset;
    }

    /** The source has come so far. */
    void reach(long raw) {
        near += Math.max(0, Ticks.between(near, raw));
    }

    /** The same clock, with so much of the timeline cut out. */
    Clock earlierBy(long ticks, int segment) {
        return new Clock(segment, offset - ticks, near, begin);
    }
}
