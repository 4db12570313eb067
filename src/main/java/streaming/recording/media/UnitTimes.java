package streaming.recording.media;

import java.util.Arrays;

/**
 * The time stamps of one track of one segment in decoding order, freed of what cannot be: a single time stamp far from both its
 * neighbours is damage of that unit alone, and where the clock starts again the times go on after the last unit.
 */
final class UnitTimes {
    /** Neighbouring units of one segment are closer than this, in ticks; else either a unit or the clock jumped. */
    private static final long NEAR = 2 * Ticks.PER_SECOND;
    /** A longer silence inside one segment is a clock that was set anew. */
    private static final long LONGEST_HOLE = 60 * Ticks.PER_SECOND;

    /** Pictures that may lie between the decoding and the presentation of one. */
    private static final long REORDERED = 16;

    private long[] pts = new long[512];
    private long[] dts = new long[512];
    private int size;

    private int wild;
    private int restarts;
    private long first;
    private long last;
    private long firstDecoded;
    private long lastDecoded;

    void add(long unitPts, long unitDts) {
        if (size == pts.length) {
            pts = Arrays.copyOf(pts, size * 2);
            dts = Arrays.copyOf(dts, size * 2);
        }
        pts[size] = unitPts;
        dts[size++] = unitDts;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Time stamps that were not believed. */
    int wild() {
        return wild;
    }

    /** How often the clock was set anew. */
    int restarts() {
        return restarts;
    }

    long firstPts() {
        return Ticks.wrapped(first);
    }

    long lastPts() {
        return Ticks.wrapped(last);
    }

    long firstDts() {
        return Ticks.wrapped(firstDecoded);
    }

    long lastDts() {
        return Ticks.wrapped(lastDecoded);
    }

    /** Judges all times. @return the usual distance of two units in ticks; 0 when there is only one */
    long settle() {
        boolean[] believed = new boolean[size];
        Arrays.fill(believed, true);
        long spacing = spacing(believed);
        long usualLead = usualLead();
        long lastBeforeJump = Math.max(NEAR / 4, 10 * spacing);
        int anchor = -1;
        int run = 0;
        for (int i = 0; i < size; i++) {
            boolean plausible = Math.abs(lead(i) - usualLead) <= Math.max(REORDERED * spacing, NEAR / 8);
            boolean follows = anchor < 0 || follows(anchor, i, lastBeforeJump);
            boolean jumped = !follows && i + 1 < size && near(i, i + 1) && !near(anchor, i + 1);
            if (jumped && run == 1 && anchor == 0) {
                believed[anchor] = false;
            }
            believed[i] = plausible && (follows || jumped);
            if (believed[i]) {
                run = follows && anchor >= 0 ? run + 1 : 1;
                anchor = i;
            }
        }
        return place(believed);
    }

    /** Whether unit {@code i} may come after {@code anchor}: near, and where a unit comes next, before that one. */
    private boolean follows(int anchor, int i, long longestLast) {
        long step = Ticks.between(dts[anchor], dts[i]);
        if (Math.abs(step) > NEAR) {
            return false;
        }
        if (i + 1 == size) {
            return step <= longestLast;
        }
        boolean neighboursAgree = near(anchor, i + 1) && Ticks.between(dts[anchor], dts[i + 1]) > 0;
        return !neighboursAgree || step >= 0 && Ticks.between(dts[i], dts[i + 1]) >= 0;
    }

    private long place(boolean[] believed) {
        long spacing = spacing(believed);
        int before = -1;
        for (int i = 0; i < size; i++) {
            if (!believed[i]) {
                wild++;
                continue;
            }
            if (before < 0) {
                firstDecoded = dts[i];
                lastDecoded = dts[i];
            } else {
                long step = Ticks.between(dts[before], dts[i]);
                if (step < -NEAR || step > LONGEST_HOLE) {
                    restarts++;
                    step = spacing;
                }
                lastDecoded += step;
            }
            long presented = lastDecoded + lead(i);
            first = before < 0 ? presented : Math.min(first, presented);
            last = before < 0 ? presented : Math.max(last, presented);
            before = i;
        }
        return spacing;
    }

    private long lead(int i) {
        return Ticks.between(dts[i], pts[i]);
    }

    private long usualLead() {
        long[] leads = new long[size];
        for (int i = 0; i < size; i++) {
            leads[i] = lead(i);
        }
        Arrays.sort(leads);
        return leads[size / 2];
    }

    private boolean near(int a, int b) {
        return Math.abs(Ticks.between(dts[a], dts[b])) <= NEAR;
    }

    /** The mean of the ordinary distances: a hole does not stretch it, and rounded time stamps do not bend it. */
    private long spacing(boolean[] believed) {
        long[] steps = new long[Math.max(0, size - 1)];
        int count = 0;
        int before = -1;
        for (int i = 0; i < size; i++) {
            if (believed[i]) {
                long step = before < 0 ? 0 : Ticks.between(dts[before], dts[i]);
                if (step > 0 && step <= NEAR) {
                    steps[count++] = step;
                }
                before = i;
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(steps, 0, count);
        long usual = steps[count / 2];
        long sum = 0;
        int ordinary = 0;
        for (int i = 0; i < count; i++) {
            if (steps[i] * 2 <= usual * 3 && steps[i] * 2 >= usual) {
                sum += steps[i];
                ordinary++;
            }
        }
        return Math.round((double) sum / ordinary);
    }
}
