package streaming.recording.media;

import java.util.Arrays;

/**
 * Judges the time stamps of one track of one segment, in decoding order. A single time stamp far from both its neighbours is damage
 * of that unit alone; where the units go on from a far one, the clock jumped.
 */
final class UnitTimes {
    /** Neighbouring units of one segment are closer than this, in ticks, unless all of them are far apart. */
    private static final long NEAR = 2 * Ticks.PER_SECOND;
    private static final int NEAR_SPACINGS = 5;
    /** Pictures that may lie between the decoding and the presentation of one. */
    private static final int REORDERED = 16;

    private static final long LONGEST_LEAD = 10 * Ticks.PER_SECOND;
    /** So few units may have lost those between them. */
    private static final int FEW = 3;

    private long[] pts = new long[512];
    private long[] dts = new long[512];
    private int size;
    private boolean[] believed = new boolean[0];
    private boolean[] jumps = new boolean[0];
    private long near;
    private long spacing;

    void add(long unitPts, long unitDts) {
        if (size == pts.length) {
            pts = Arrays.copyOf(pts, size * 2);
            dts = Arrays.copyOf(dts, size * 2);
        }
        pts[size] = unitPts;
        dts[size++] = unitDts;
    }

    int size() {
        return size;
    }

    long dts(int i) {
        return dts[i];
    }

    /** From decoding to presentation, in ticks. */
    long lead(int i) {
        return Ticks.between(dts[i], pts[i]);
    }

    /** Whether the time stamps of this unit can be true. */
    boolean believed(int i) {
        return believed[i];
    }

    /** Whether the clock is another one from this unit on, or much time is missing before it. */
    boolean jumps(int i) {
        return jumps[i];
    }

    /** The usual distance of two units in ticks; {@code known} when there are too few units to tell and that is not 0. */
    long spacing(long known) {
        return known > 0 && size <= FEW ? known : spacing;
    }

    /** Judges all that was added. */
    void judge() {
        believed = new boolean[size];
        jumps = new boolean[size];
        long median = median();
        near = Math.max(NEAR, NEAR_SPACINGS * median);
        long[] sortedLeads = sortedLeads();
        int anchor = -1;
        int run = 0;
        for (int i = 0; i < size; i++) {
            boolean follows = anchor < 0 || follows(anchor, i);
            boolean jumped = !follows && i + 1 < size && near(i, i + 1) && !near(anchor, i + 1) && !near(anchor, i);
            if (jumped && run == 1 && anchor == first()) {
                believed[anchor] = false;
                jumped = false;
                follows = true;
                run = 0;
            }
            believed[i] = (follows || jumped) && canLead(i, sortedLeads, median);
            jumps[i] = believed[i] && jumped;
            if (believed[i]) {
                run = jumped ? 1 : run + 1;
                anchor = i;
            }
        }
        boolean firstIsLate = size > 2 && Ticks.between(dts[0], dts[1]) < 0 && Ticks.between(dts[1], dts[2]) > 0;
        if (firstIsLate && believed[1] && !jumps[1]) {
            believed[0] = false;
        }
        spacing = ordinarySpacing();
        doubtPresentation(median);
    }

    private void doubtPresentation(long median) {
        int[] index = new int[size];
        long[] presented = new long[size];
        long[] decoded = new long[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (jumps[i]) {
                return;
            }
            if (believed[i]) {
                index[count] = i;
                presented[count] = pts[i];
                decoded[count++] = dts[i];
            }
        }
        boolean[] strange = new PresentationTimes(presented, decoded, count, median).strange();
        for (int i = 0; i < count; i++) {
            believed[index[i]] = !strange[i];
        }
    }

    /**
     * A picture is presented among those that are decoded soon after it, however long the next one takes to come; what is decoded
     * after the last ones is not known here. It is never presented before it is decoded, unless others are.
     */
    private boolean canLead(int i, long[] sortedLeads, long median) {
        long usualLead = sortedLeads[size / 2];
        long leastLead = Math.min(0, sortedLeads[size / 20]) - 2 * median;
        long slack = Math.max(REORDERED * median, NEAR);
        int within = i + REORDERED;
        long soon = within < size ? Math.max(0, Ticks.between(dts[i], dts[within])) : LONGEST_LEAD;
        return lead(i) >= leastLead && lead(i) <= usualLead + slack + Math.min(soon, LONGEST_LEAD);
    }

    private int first() {
        for (int i = 0; i < size; i++) {
            if (believed[i]) {
                return i;
            }
        }
        return -1;
    }

    /** Whether unit {@code i} may come after {@code anchor}: near, and where the unit after both fits the anchor, between the two. */
    private boolean follows(int anchor, int i) {
        if (!near(anchor, i)) {
            return false;
        }
        boolean betweenAgreeing = i + 1 < size && near(anchor, i + 1) && Ticks.between(dts[anchor], dts[i + 1]) > 0;
        return !betweenAgreeing || Ticks.between(dts[anchor], dts[i]) >= 0 && Ticks.between(dts[i], dts[i + 1]) >= 0;
    }

    private boolean near(int a, int b) {
        return Math.abs(Ticks.between(dts[a], dts[b])) <= near;
    }

    private long[] sortedLeads() {
        long[] leads = new long[size];
        for (int i = 0; i < size; i++) {
            leads[i] = lead(i);
        }
        Arrays.sort(leads);
        return leads;
    }

    private long median() {
        long[] steps = new long[size];
        int count = 0;
        for (int i = 1; i < size; i++) {
            long step = Ticks.between(dts[i - 1], dts[i]);
            if (step > 0) {
                steps[count++] = step;
            }
        }
        Arrays.sort(steps, 0, count);
        return count == 0 ? 0 : Math.min(steps[count / 2], 60 * Ticks.PER_SECOND);
    }

    /** The mean of the ordinary distances: a hole does not stretch it, and rounded time stamps do not bend it. */
    private long ordinarySpacing() {
        long usual = median();
        long sum = 0;
        int ordinary = 0;
        int before = -1;
        for (int i = 0; i < size; i++) {
            if (!believed[i]) {
                continue;
            }
            long step = before < 0 ? 0 : Ticks.between(dts[before], dts[i]);
            if (step > 0 && step * 2 <= usual * 3 && step * 2 >= usual) {
                sum += step;
                ordinary++;
            }
            before = i;
        }
        return ordinary == 0 ? usual : Math.round((double) sum / ordinary);
    }
}
