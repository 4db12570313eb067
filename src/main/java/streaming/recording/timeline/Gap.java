package streaming.recording.timeline;

/**
 * Time for which a track, or all, have nothing.
 *
 * @param track its number; {@link #ALL} when no track has anything
 * @param from on the timeline, ticks
 * @param length in ticks, also when it was closed
 * @param kept it stays as time; else what follows was moved up
 * @param before segment that ends at the gap, -1 at the start
 * @param after segment that follows it; the same one when it lies inside, -1 at the end
 */
public record Gap(int track, long from, long length, boolean kept, int before, int after) {
    public static final int ALL = -1;

    long to() {
        return from + length;
    }
}
