package streaming.recording.media;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Units of one segment that share one clock, in the order of their arrival. */
final class Stretch {
    /** Tracks that lie so far apart, in ticks, do not belong to one clock. */
    private static final long PARTED = 10 * Ticks.PER_SECOND;
    /** With fewer timed units than this in every track, a stretch is no witness for a jump of the clock. */
    private static final int WITNESSES = 3;
    /** Units in which the earliest presentation is looked for. */
    private static final int REORDERED = 32;

    /** One track of the stretch; times are raw. */
    static final class Part {
        int count;
        long firstDts;
        /** The earliest presentation. */
        long firstPts;
        /** Decoding time of the first unit whose time is not doubtful. */
        long sureDts = Ticks.NONE;
        private long lastDts;
        private long duration;

        private void add(Unit unit) {
            if (count == 0) {
                firstDts = unit.dts;
                firstPts = unit.pts;
            } else if (count < REORDERED && Ticks.between(firstPts, unit.pts) < 0) {
                firstPts = unit.pts;
            }
            sureDts = sureDts == Ticks.NONE && !unit.doubtful ? unit.dts : sureDts;
            lastDts = unit.dts;
            duration = unit.ticks;
            count++;
        }

        /** The first unit is left out: the second is the first. */
        void doubtFirst() {
            firstPts = sureDts == Ticks.NONE || sureDts == firstDts ? firstPts : Ticks.wrapped(firstPts + sureDts - firstDts);
            firstDts = sureDts == Ticks.NONE ? firstDts : sureDts;
        }

        /** When the next unit would be due. */
        long nextDts() {
            return Ticks.wrapped(lastDts + duration);
        }
    }

    final List<Unit> units = new ArrayList<>();
    final Map<OutputTrack, Part> parts = new LinkedHashMap<>();

    void add(Unit unit) {
        units.add(unit);
        if (unit.isTimed() && !unit.held) {
            parts.computeIfAbsent(unit.track, none -> new Part()).add(unit);
        }
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    boolean isWitness() {
        return parts.values().stream().anyMatch(part -> part.count >= WITNESSES);
    }

    /** Tracks whose times lie far from those of {@code anchor}, and how many ticks must be added to them to begin where it begins. */
    Map<OutputTrack, Long> parted(OutputTrack anchor) {
        Map<OutputTrack, Long> shifts = new HashMap<>();
        Part kept = parts.get(anchor);
        parts.forEach((track, part) -> {
            long early = Ticks.between(part.nextDts(), kept.firstDts);
            long late = Ticks.between(kept.nextDts(), part.firstDts);
            if (early > PARTED || late > PARTED) {
                shifts.put(track, Ticks.between(part.firstDts, kept.firstDts));
            }
        });
        return shifts;
    }

    void shift(OutputTrack track, long ticks) {
        for (Unit unit : units) {
            if (unit.track == track && unit.isTimed()) {
                unit.pts = Ticks.wrapped(unit.pts + ticks);
                unit.dts = Ticks.wrapped(unit.dts + ticks);
            }
        }
        Part part = parts.get(track);
        part.firstDts = Ticks.wrapped(part.firstDts + ticks);
        part.firstPts = Ticks.wrapped(part.firstPts + ticks);
        part.sureDts = part.sureDts == Ticks.NONE ? Ticks.NONE : Ticks.wrapped(part.sureDts + ticks);
        part.lastDts = Ticks.wrapped(part.lastDts + ticks);
    }

    /** Leaves out units that are not to be given out. */
    Stretch without(Predicate<Unit> leftOut) {
        Stretch rest = new Stretch();
        for (Unit unit : units) {
            if (!leftOut.test(unit)) {
                rest.add(unit);
            }
        }
        return rest;
    }
}
