package streaming.recording.timeline;

/**
 * Where the units of a segment lie, in the order of {@link SegmentTimes#stamps()}. Times are ticks, not wrapped; they
 * grow from unit to unit of a track.
 *
 * @param dts decoding time; {@link Ticks#NONE} for a unit without one, which follows the unit before it
 * @param pts presentation time, never before {@code dts}; {@link Ticks#NONE} likewise
 * @param ticks how long each lasts, as far as that is known
 * @param repeated it was given out before, and is to be left out
 * @param repaired what was written on it could not be true, and another time is used
 * @param whole everything in this segment was given out before
 */
public record Placed(long[] dts, long[] pts, long[] ticks, boolean[] repeated, boolean[] repaired, boolean whole) {

    static Placed of(int size) {
        long[] none = new long[size];
        java.util.Arrays.fill(none, Ticks.NONE);
        return new Placed(none, none.clone(), new long[size], new boolean[size], new boolean[size], false);
    }

    Placed repeatedWhole() {
        return new Placed(dts, pts, ticks, repeated, repaired, true);
    }
}
