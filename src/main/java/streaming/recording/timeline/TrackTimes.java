package streaming.recording.timeline;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The times of one track of one segment, judged by their neighbours. A time that stands alone is wrong and is replaced
 * by the one that it should be; where the units go on from a strange one, the clock is another from there on. No unit
 * is ever left out.
 */
final class TrackTimes {
    /** A step forward up to this is ordinary, in ticks; so are some spacings of pictures that come seldom. */
    private static final long ORDINARY = Ticks.PER_SECOND;

    private static final int ORDINARY_SPACINGS = 5;
    /** A time that misses the expected one by less than this is not asked about. */
    private static final long USUAL = Ticks.PER_SECOND / 10;

    private static final int USUAL_SPACINGS = 3;
    /** Sound that misses its time by less than this is where it should be. */
    private static final long FITS = Ticks.PER_SECOND / 20;
    /** Time stamps are rounded to milliseconds by some; a unit that misses its time by no more came when it was due. */
    private static final long EXACT = 270;
    /** A clock that goes back by less than this is not asked about. */
    private static final long SMALL = Ticks.PER_SECOND / 40;
    /** Of pictures when nothing tells how long they last. */
    private static final long SPACING = Ticks.PER_SECOND / 25;

    private static final long LONGEST_SPACING = 60 * Ticks.PER_SECOND;
    /** One unit in so many shows a habit of the encoder, and not damage. */
    private static final int HABIT = 10;

    /**
     * What is known of a track before a segment.
     *
     * @param dts decoding time of its last unit, repaired, 33 bit; {@link Ticks#NONE} before the first
     * @param ticks how long that lasts
     * @param spacing the usual distance of two pictures; 0 when not known
     * @param regular whether its last unit came when it was due
     * @param early how much earlier than written pictures are decoded, because the encoder wrote no decoding times
     */
    record Before(long dts, long ticks, long spacing, long early, boolean regular) {
        static final Before NOTHING = new Before(Ticks.NONE, 0, 0, 0, false);
    }

    final List<Stamp> stamps;
    final long[] dts;
    final long[] pts;
    final long[] ticks;
    /** The clock is another from this unit on, or much time is missing before it. */
    final boolean[] broken;
    /** What was written is not what is used. */
    final boolean[] repaired;

    final long spacing;
    /** Whether pictures come evenly, so that a longer step is a loss. */
    final boolean even;

    private final Before before;
    private final boolean picture;
    private final Supplier<List<Stamp>> following;
    private List<Stamp> next;
    private long early;
    private long ordinary;
    private long usual;
    private boolean regular;
    /** The distance of pictures that come seldom, as seen from one segment to the next. */
    private long slow;

    private TrackTimes(List<Stamp> stamps, Before before, Supplier<List<Stamp>> following) {
        this.stamps = stamps;
        this.before = before;
        this.following = following;
        int size = stamps.size();
        picture = stamps.get(0).picture();
        dts = new long[size];
        pts = new long[size];
        ticks = new long[size];
        broken = new boolean[size];
        repaired = new boolean[size];
        for (int i = 0; i < size; i++) {
            dts[i] = stamps.get(i).dts();
            pts[i] = stamps.get(i).pts();
            ticks[i] = stamps.get(i).ticks();
        }
        early = picture ? DecodingOrder.arrange(dts, pts, before.early()) : 0;
        spacing = picture ? spacing() : 0;
        even = !picture || isEven();
    }

    /**
     * @param stamps of one track, all with times, at least one
     * @param following the timed stamps of the same track in the next segment; asked only when the last ones here are
     *     strange
     */
    static TrackTimes of(List<Stamp> stamps, Before before, Supplier<List<Stamp>> following) {
        TrackTimes times = new TrackTimes(stamps, before, following);
        times.judge();
        return times;
    }

    int size() {
        return dts.length;
    }

    /** How much earlier than written its pictures are decoded; 0 where the encoder wrote decoding times. */
    long early() {
        return early;
    }

    /** What is known after this segment. */
    Before after() {
        int last = size() - 1;
        return new Before(
                dts[last], ticks[last] > 0 ? ticks[last] : slow, spacing > 0 ? spacing : slow, early, regular);
    }

    private long spacing() {
        long median = median();
        long sum = 0;
        int ordinarySteps = 0;
        for (int i = 1; i < size(); i++) {
            long step = Ticks.between(dts[i - 1], dts[i]);
            if (step > 0 && step * 2 <= median * 3 && step * 2 >= median) {
                sum += step;
                ordinarySteps++;
            }
        }
        long measured = ordinarySteps == 0 ? median : Math.round((double) sum / ordinarySteps);
        long known = before.spacing() > 0 ? before.spacing() : ticks[0];
        boolean few = size() <= 3;
        return few && known > 0 ? known : measured > 0 ? measured : known > 0 ? known : 0;
    }

    private long median() {
        long[] steps = new long[size()];
        int count = 0;
        for (int i = 1; i < size(); i++) {
            long step = Ticks.between(dts[i - 1], dts[i]);
            if (step > 0) {
                steps[count++] = step;
            }
        }
        Arrays.sort(steps, 0, count);
        return count == 0 ? 0 : Math.min(steps[count / 2], LONGEST_SPACING);
    }

    private boolean isEven() {
        int odd = 0;
        for (int i = 1; i < size(); i++) {
            long step = Ticks.between(dts[i - 1], dts[i]);
            odd += step > 0 && (step * 4 > spacing * 5 || step * 4 < spacing * 3) ? 1 : 0;
        }
        return odd * HABIT <= size();
    }

    private void judge() {
        ordinary = Math.max(ORDINARY, ORDINARY_SPACINGS * spacing);
        usual = Math.max(USUAL, USUAL_SPACINGS * spacing);
        long[] written = dts.clone();
        long previous = before.dts();
        long lasts = before.ticks();
        regular = before.regular();
        for (int i = 0; i < size(); i++) {
            if (picture) {
                ticks[i] = spacing > 0 ? spacing : ticks[i] > 0 ? ticks[i] : 0;
            }
            if (previous == Ticks.NONE) {
                first(i);
            } else {
                step(i, previous, lasts);
                long due = lasts > 0 ? lasts : duration(i);
                regular = !broken[i] && Math.abs(Ticks.between(previous, dts[i]) - due) <= EXACT;
            }
            previous = dts[i];
            lasts = ticks[i];
        }
        if (picture) {
            Presentation.repair(this, written);
        }
    }

    /** The first unit of all has only later neighbours. */
    private void first(int i) {
        long second = time(i + 1);
        long third = time(i + 2);
        boolean late =
                second != Ticks.NONE && Ticks.between(dts[i], second) <= 0 && Ticks.between(dts[i], second) > -ORDINARY;
        if (late
                || second != Ticks.NONE
                        && third != Ticks.NONE
                        && !follows(dts[i], second, ticks[i])
                        && follows(second, third, ticks[i])) {
            move(i, Ticks.wrapped(second - duration(i)));
        }
    }

    private void step(int i, long previous, long lasts) {
        long due = lasts > 0 ? lasts : duration(i);
        long step = Ticks.between(previous, dts[i]);
        if (picture && Ticks.between(dts[i], pts[i]) < 0 && isBetween(i, previous, due)) {
            repair(i, previous, due, Ticks.NONE);
            return;
        }
        if (step < due - SMALL && step > due - ORDINARY && regular && even && goesBack(i, previous, due)) {
            broken[i] = true;
            return;
        }
        if (step > 0 && step <= due + usual) {
            if (!picture && step < due - USUAL) {
                overlap(i, previous, due);
            }
            return;
        }
        long second = time(i + 1);
        if (step > 0 && step <= due + ordinary) {
            boolean alone = second != Ticks.NONE
                    && Ticks.between(dts[i], second) <= 0
                    && follows(previous, second, due + ticks[i]);
            if (alone) {
                repair(i, previous, due, second);
            }
            return;
        }
        if (picture && step > 0 && second != Ticks.NONE && isSlow(step, Ticks.between(dts[i], second))) {
            slow = step;
            return;
        }
        boolean goesOn = second != Ticks.NONE && follows(dts[i], second, ticks[i]);
        if (second == Ticks.NONE && step > 0) {
            broken[i] = true;
        } else if (second == Ticks.NONE || follows(previous, second, due + ticks[i]) && !(goesOn && step > 0)) {
            repair(i, previous, due, second);
        } else if (goesOn || picksUp(i, previous, due) || step > 0 && Ticks.between(dts[i], second) > 0) {
            broken[i] = true;
        } else {
            repair(i, previous, due, second);
        }
    }

    /** Pictures that come seldom, and perhaps unevenly. */
    private static boolean isSlow(long step, long following) {
        return step <= LONGEST_SPACING
                && following > 0
                && following <= LONGEST_SPACING
                && Math.min(step, following) > ORDINARY;
    }

    /** The unit after next goes on from here, though the next one does not. */
    private boolean picksUp(int i, long previous, long due) {
        long third = time(i + 2);
        return third != Ticks.NONE
                && !follows(previous, third, due + 2 * ticks[i])
                && follows(dts[i], third, 2 * ticks[i]);
    }

    /**
     * A picture that would be presented before it is decoded, and whose decoding is not where its neighbours leave it
     * room.
     */
    private boolean isBetween(int i, long previous, long due) {
        long second = time(i + 1);
        boolean room = second == Ticks.NONE
                ? Ticks.between(previous, pts[i]) >= due
                : Math.abs(Ticks.between(previous, second) - due - spacing) < spacing / 2;
        return spacing > 0 && room && Math.abs(Ticks.between(previous, dts[i]) - due) > spacing / 4;
    }

    /**
     * All that follows is as much too early as this unit, where the one before it came when it was due: the clock went
     * back.
     */
    private boolean goesBack(int i, long previous, long due) {
        long off = Ticks.between(previous, dts[i]) - due;
        long second = time(i + 1);
        long third = time(i + 2);
        if (second == Ticks.NONE || third == Ticks.NONE) {
            return false;
        }
        long lasts = duration(i);
        long offSecond = Ticks.between(previous, second) - due - lasts;
        long offThird = Ticks.between(second, third) - (i + 1 < size() ? duration(i + 1) : lasts);
        return Math.abs(offSecond - off) <= EXACT && Math.abs(offThird) <= EXACT;
    }

    /**
     * Sound lasts exactly as long as its frames: where it begins before the sound before it has ended, and goes on so,
     * the clock went back.
     */
    private void overlap(int i, long previous, long due) {
        long second = time(i + 1);
        if (second != Ticks.NONE) {
            boolean before = Math.abs(Ticks.between(Ticks.wrapped(previous + due + ticks[i]), second)) <= FITS;
            boolean here = Math.abs(Ticks.between(Ticks.wrapped(dts[i] + ticks[i]), second)) <= FITS;
            broken[i] = here && !before;
            if (before) {
                move(i, Ticks.wrapped(previous + due));
            }
        }
    }

    /** @param lasts how long the sound between them lasts */
    private boolean follows(long earlier, long later, long lasts) {
        long step = Ticks.between(earlier, later);
        return step > 0 && step <= (picture ? 0 : lasts) + ordinary + 2 * Math.max(spacing, USUAL);
    }

    private void repair(int i, long previous, long due, long second) {
        long room = second == Ticks.NONE ? 0 : Ticks.between(previous, second);
        long step = room > 1 && room <= due && room <= ordinary ? room / 2 : due;
        move(i, Ticks.wrapped(previous + Math.max(1, step)));
    }

    /** Sound is heard when it is decoded; when a picture is seen is judged by itself. */
    private void move(int i, long time) {
        pts[i] = picture ? pts[i] : Ticks.wrapped(pts[i] + Ticks.between(dts[i], time));
        dts[i] = time;
        repaired[i] = true;
    }

    private long duration(int i) {
        return ticks[i] > 0 ? ticks[i] : spacing > 0 ? spacing : SPACING;
    }

    /** What is written on a later unit, perhaps of the next segment; {@link Ticks#NONE} when there is none. */
    private long time(int i) {
        if (i < size()) {
            return dts[i];
        }
        if (next == null) {
            next = following.get();
        }
        int there = i - size();
        return there < next.size() ? Ticks.wrapped(next.get(there).dts() - (picture ? early : 0)) : Ticks.NONE;
    }
}
