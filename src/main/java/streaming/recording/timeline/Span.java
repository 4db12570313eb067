package streaming.recording.timeline;

/**
 * What a track brought on one clock without a break.
 *
 * @param from first presentation, raw
 * @param to end of the last presentation, raw
 */
record Span(Clock clock, long from, long to) {

    long length() {
        return Ticks.between(from, to);
    }

    boolean has(long raw, long early) {
        return Ticks.between(from, raw) >= -early && Ticks.between(raw, to) > 0;
    }
}
