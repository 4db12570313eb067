package streaming.recording.timeline;

/**
 * Arithmetic on the 33-bit, 90 kHz clock of PTS and DTS, which starts again at 0 after 26.5 hours (ISO/IEC 13818-1,
 * 2.4.3.7).
 */
public final class Ticks {
    /** Ticks in one second. */
    public static final long PER_SECOND = 90_000;
    /** The clock counts from 0 to this number less one. */
    public static final long WRAP = 1L << 33;

    /** No time is known. */
    public static final long NONE = Long.MIN_VALUE;

    private Ticks() {}

    /**
     * The shortest way from {@code earlier} to {@code later} on the clock face, in ticks; negative when {@code later}
     * lies before.
     */
    public static long between(long earlier, long later) {
        long forward = wrapped(later - earlier);
        return forward >= WRAP / 2 ? forward - WRAP : forward;
    }

    /** {@code ticks} as it is written into 33 bits. */
    public static long wrapped(long ticks) {
        return ticks & (WRAP - 1);
    }
}
