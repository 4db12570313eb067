package streaming.recording.timeline;

/** How near is the same, and how far is another, in ticks of 90 kHz. */
final class Limits {

    /** A track whose times go on within this was not away. */
    static final long EXACT = Ticks.PER_SECOND / 50;
    /** A unit may begin so much before the one before it has ended. */
    static final long OVERLAP = Ticks.PER_SECOND / 50;
    /** A track that has passed the jump of another by so much, and did not jump, goes on. */
    static final long PASSED = Ticks.PER_SECOND;
    /**
     * Two tracks that jump to times within this jump to the same clock: sound is multiplexed up to 5 s away from its
     * picture.
     */
    static final long SAME = 6 * Ticks.PER_SECOND;
    /**
     * Pictures and sound that lie further apart than this in one segment do not belong to one clock, as far as it is
     * not known how they lay before.
     */
    static final long PARTED = 10 * Ticks.PER_SECOND;
    /** A hole that is longer than the time between uploads by less than this needs no other witness. */
    static final long PROMPT = 10 * Ticks.PER_SECOND;
    /** The same where the publisher tells that the clock is another. */
    static final long TOLD = 2 * Ticks.PER_SECOND;
    /** Objects may be uploaded late, so a hole can be longer than the time between uploads. */
    static final long LATE = 60 * Ticks.PER_SECOND;

    private Limits() {}
}
