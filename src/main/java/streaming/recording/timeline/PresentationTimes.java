package streaming.recording.timeline;

import java.util.Arrays;

/**
 * Finds single presentation times that cannot be true. Where pictures are decoded in another order than they are
 * presented, both orders have the same steps: the time at which one is presented is that at which some picture is
 * decoded, perhaps less a constant delay. A picture that breaks this rule, which nearly all others of its segment keep,
 * and that is presented longer after its decoding than they are, or earlier, is damaged.
 */
final class PresentationTimes {
    /** Pictures among which the one with the same time is looked for. */
    private static final int WINDOW = 32;
    /** Too few pictures to speak of a rule. */
    private static final int FEW = 20;
    /** So many may break the rule, and one picture in {@link #RARE}. */
    private static final int SOME = 2;

    private static final int RARE = 20;
    /** Time stamps are rounded to milliseconds by some, in ticks. */
    private static final long ROUNDED = 200;
    /** The first pictures, one of which has just the constant delay. */
    private static final int CANDIDATES = 4;

    private final long[] pts;
    private final long[] dts;
    private final int size;
    private final long spacing;
    private final int allowed;
    private final long early;

    /**
     * Times in decoding order, of units whose decoding times are in order.
     *
     * @param early the constant delay, where the decoding times were made with one; 0 when they were written
     */
    PresentationTimes(long[] pts, long[] dts, int size, long spacing, long early) {
        this.pts = pts;
        this.dts = dts;
        this.size = size;
        this.spacing = spacing;
        this.early = early;
        allowed = Math.max(SOME, size / RARE);
    }

    /** Tells of each unit whether its presentation time is strange. */
    boolean[] strange() {
        boolean[] none = new boolean[size];
        if (size < FEW || spacing == 0) {
            return none;
        }
        boolean[] far = far();
        if (Arrays.equals(far, none)) {
            return none;
        }
        for (int candidate = early > 0 ? -1 : 0; candidate < CANDIDATES; candidate++) {
            boolean[] strangers = strangers(candidate < 0 ? early : lead(candidate));
            if (strangers != null) {
                for (int i = 0; i < size; i++) {
                    strangers[i] &= far[i];
                }
                return strangers;
            }
        }
        return none;
    }

    /** Units that are presented much later or earlier after their decoding than the others. */
    private boolean[] far() {
        long[] leads = new long[size];
        for (int i = 0; i < size; i++) {
            leads[i] = lead(i);
        }
        Arrays.sort(leads);
        boolean[] far = new boolean[size];
        for (int i = 0; i < size; i++) {
            far[i] = lead(i) > leads[size - 1 - allowed] + spacing || lead(i) < leads[allowed] - spacing;
        }
        return far;
    }

    /** Units that break the rule if the delay is this one; null when there are too many. */
    private boolean[] strangers(long delay) {
        boolean[] strangers = new boolean[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            strangers[i] = !isKnown(pts[i], i) && !isKnown(Ticks.wrapped(pts[i] - delay), i);
            count += strangers[i] ? 1 : 0;
        }
        return count > allowed ? null : strangers;
    }

    /** Whether some picture is decoded at this time, or may have been: it is lost, or not in this segment. */
    private boolean isKnown(long time, int i) {
        int from = Math.max(0, i - WINDOW);
        int to = Math.min(size, i + WINDOW);
        long tolerance = Math.min(ROUNDED, spacing / 4);
        for (int j = from; j < to; j++) {
            long after = Ticks.between(dts[j], time);
            boolean lost = j + 1 < size
                    && after > tolerance
                    && 2 * Ticks.between(dts[j], dts[j + 1]) > 3 * spacing
                    && Math.abs(after - spacing) <= tolerance;
            if (Math.abs(after) <= tolerance || lost) {
                return true;
            }
        }
        return from == 0 && Ticks.between(dts[0], time) < 0 || to == size && Ticks.between(dts[size - 1], time) > 0;
    }

    private long lead(int i) {
        return Ticks.between(dts[i], pts[i]);
    }
}
