package streaming.recording.timeline;

import java.util.Arrays;

/**
 * Decoding times for pictures of an encoder that writes none, or writes them behind the presentation: they are decoded
 * in the order of presentation, and all earlier than is written by the same time.
 */
final class DecodingOrder {
    private static final long ORDINARY = Ticks.PER_SECOND;
    /** Further than this no picture is moved for the order of presentation. */
    private static final long LONGEST_LEAD = 10 * Ticks.PER_SECOND;
    /** One picture in so many shows a habit of the encoder, and not damage; but never a single one. */
    private static final int HABIT = 10;

    private final long[] dts;
    private final long[] pts;
    private long early;

    private DecodingOrder(long[] dts, long[] pts, long early) {
        this.dts = dts;
        this.pts = pts;
        this.early = early;
    }

    /**
     * @param dts in the order of arrival; changed where that is needed
     * @param early how much earlier than written pictures of this track were decoded so far
     * @return the same from now on
     */
    static long arrange(long[] dts, long[] pts, long early) {
        DecodingOrder order = new DecodingOrder(dts, pts, early);
        order.arrange();
        return order.early;
    }

    private void arrange() {
        int size = dts.length;
        int back = 0;
        int negative = 0;
        boolean same = true;
        long most = 0;
        for (int i = 0; i < size; i++) {
            long lead = Ticks.between(dts[i], pts[i]);
            same &= lead == 0;
            if (lead < 0 && lead > -ORDINARY) {
                negative++;
                most = Math.max(most, -lead);
            }
            long step = i == 0 ? 0 : Ticks.between(dts[i - 1], dts[i]);
            back += step < 0 && step > -2 * ORDINARY ? 1 : 0;
        }
        if (same && (back > 1 && back * HABIT >= size || early > 0)) {
            inOrderOfPresentation();
        } else if (negative > 1 && negative * HABIT >= size) {
            early = Math.max(early, most);
            shift();
        } else if (early > 0 && !same) {
            shift();
        }
    }

    private void shift() {
        for (int i = 0; i < dts.length; i++) {
            dts[i] = Ticks.wrapped(dts[i] - early);
        }
    }

    private void inOrderOfPresentation() {
        int size = dts.length;
        long base = pts[0];
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = Ticks.between(base, pts[i]);
        }
        long[] arrival = order.clone();
        Arrays.sort(order);
        for (int i = 0; i < size; i++) {
            long late = order[i] - arrival[i];
            early = late < LONGEST_LEAD ? Math.max(early, late) : early;
        }
        for (int i = 0; i < size; i++) {
            dts[i] = Ticks.wrapped(base + order[i] - early);
        }
    }
}
