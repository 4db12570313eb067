package streaming.recording.timeline;

import java.util.Arrays;

/** Presentation times of the pictures of one segment, once their decoding times have been judged. */
final class Presentation {
    /** Further than this no picture is presented after its decoding. */
    private static final long LONGEST_LEAD = 10 * Ticks.PER_SECOND;
    /** Pictures that may lie between the decoding and the presentation of one. */
    private static final int REORDERED = 16;

    private final TrackTimes times;

    private Presentation(TrackTimes times) {
        this.times = times;
    }

    /** @param written decoding times before they were repaired */
    static void repair(TrackTimes times, long[] written) {
        new Presentation(times).repair(written);
    }

    /**
     * A picture is presented when it is written, if that can be; else as long after its decoding as it was, or as
     * others are.
     */
    private void repair(long[] written) {
        int size = times.size();
        long[] leads = new long[size];
        for (int i = 0; i < size; i++) {
            leads[i] = Ticks.between(written[i], times.pts[i]);
        }
        long[] sorted = leads.clone();
        Arrays.sort(sorted);
        long middle = Math.max(0, Math.min(sorted[size / 2], LONGEST_LEAD));
        for (int i = 0; i < size; i++) {
            long lead = Ticks.between(times.dts[i], times.pts[i]);
            if (!canLead(i, lead, middle)) {
                boolean barely = lead < 0 && lead > -Ticks.PER_SECOND;
                lead = barely && !times.even ? 0 : canLead(i, leads[i], middle) ? leads[i] : middle;
                times.pts[i] = Ticks.wrapped(times.dts[i] + lead);
                times.repaired[i] = true;
                missing(i);
            }
        }
        boolean whole = true;
        for (boolean broke : times.broken) {
            whole &= !broke;
        }
        boolean[] strange = whole
                ? new PresentationTimes(times.pts, times.dts, size, times.spacing, times.early()).strange()
                : new boolean[size];
        for (int i = 0; i < size; i++) {
            if (strange[i]) {
                times.pts[i] = Ticks.wrapped(times.dts[i] + middle);
                missing(i);
                times.repaired[i] = true;
            }
        }
    }

    /** Where pictures come evenly, one whose presentation is not known fills the place that the others leave. */
    private void missing(int i) {
        long[] others = new long[2 * REORDERED + 1];
        int count = 0;
        for (int j = Math.max(0, i - REORDERED); j < Math.min(times.size(), i + REORDERED + 1); j++) {
            if (j != i) {
                others[count++] = Ticks.between(times.dts[i], times.pts[j]);
            }
        }
        Arrays.sort(others, 0, count);
        long best = Ticks.NONE;
        for (int j = 1; times.even && times.spacing > 0 && j < count; j++) {
            long place = others[j - 1] + times.spacing;
            boolean free = Math.abs(others[j] - others[j - 1] - 2 * times.spacing) < times.spacing / 4 && place >= 0;
            best = free && (best == Ticks.NONE || place < best) ? place : best;
        }
        best = best == Ticks.NONE && times.even && i == 0 && count > 0 && others[0] >= times.spacing
                ? others[0] - times.spacing
                : best;
        // the others may lie behind a jump of the clock
        times.pts[i] = canLead(i, best, 0) ? Ticks.wrapped(times.dts[i] + best) : times.pts[i];
    }

    private boolean canLead(int i, long lead, long middle) {
        int within = i + REORDERED;
        long soon = within < times.size() && !times.broken[within]
                ? Math.max(0, Ticks.between(times.dts[i], times.dts[within]))
                : LONGEST_LEAD;
        long slack = Math.max(REORDERED * times.spacing, 2 * Ticks.PER_SECOND);
        return lead >= 0 && lead <= middle + slack + Math.min(soon, LONGEST_LEAD);
    }
}
