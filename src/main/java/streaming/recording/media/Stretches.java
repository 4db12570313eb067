package streaming.recording.media;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import streaming.recording.media.TrackContent.Kind;

/**
 * Divides the units of a segment where its clock jumps, which is believed when all tracks tell the same, and sorts out units whose
 * time cannot be true.
 */
final class Stretches {
    /** Jumps of two tracks are the same when they differ by less than this, in ticks. */
    private static final long SAME = 2 * Ticks.PER_SECOND;
    /** An audio unit fits between its neighbours when it misses them by less than this, in ticks. */
    private static final long FITS = Ticks.PER_SECOND / 100;

    /** With more jumps than this a segment is noise, and it is not asked whether other tracks agree. */
    private static final int MANY = 64;

    private record Jump(int arrival, long ticks) {
    }

    private static final class Line {
        final UnitTimes times = new UnitTimes();
        final List<Unit> units = new ArrayList<>();
        final List<Integer> arrivals = new ArrayList<>();
        final List<Jump> jumps = new ArrayList<>();
    }

    private final JoinLog log;
    private final Map<OutputTrack, Line> lines = new LinkedHashMap<>();

    private Stretches(JoinLog log) {
        this.log = log;
    }

    static List<Stretch> of(List<Unit> units, JoinLog log) {
        return new Stretches(log).divide(units);
    }

    private List<Stretch> divide(List<Unit> units) {
        for (int arrival = 0; arrival < units.size(); arrival++) {
            Unit unit = units.get(arrival);
            if (unit.isTimed()) {
                Line line = lines.computeIfAbsent(unit.track, none -> new Line());
                line.times.add(unit.pts, unit.dts);
                line.units.add(unit);
                line.arrivals.add(arrival);
            }
        }
        Set<Unit> impossible = Collections.newSetFromMap(new IdentityHashMap<>());
        lines.values().forEach(line -> judge(line, impossible));
        Set<Integer> divisions = new HashSet<>();
        lines.forEach((track, line) -> line.jumps.stream().filter(jump -> counts(track, jump))
                .forEach(jump -> divisions.add(jump.arrival)));
        List<Stretch> stretches = new ArrayList<>();
        Map<OutputTrack, Integer> passed = new LinkedHashMap<>();
        for (int arrival = 0; arrival < units.size(); arrival++) {
            Unit unit = units.get(arrival);
            if (impossible.contains(unit)) {
                log.dropped(unit.segment, unit.track, unit.count, "impossible time stamp");
                unit.track.learn(unit);
                continue;
            }
            int index = passed.merge(unit.track, divisions.contains(arrival) ? 1 : 0, Integer::sum);
            while (stretches.size() <= index) {
                stretches.add(new Stretch());
            }
            stretches.get(index).add(unit);
        }
        return stretches;
    }

    private void judge(Line line, Set<Unit> impossible) {
        UnitTimes times = line.times;
        times.judge();
        int before = -1;
        int first = -1;
        int second = -1;
        int beforeLast = -1;
        for (int i = 0; i < times.size(); i++) {
            if (!times.believed(i)) {
                if (!repaired(line, i, before)) {
                    impossible.add(line.units.get(i));
                }
                continue;
            }
            if (times.jumps(i) && before >= 0) {
                line.jumps.add(new Jump(line.arrivals.get(i), Ticks.between(times.dts(before), times.dts(i))));
            }
            second = first >= 0 && second < 0 ? i : second;
            first = first < 0 ? i : first;
            beforeLast = before;
            before = i;
        }
        for (Unit unit : line.units) {
            if (unit.ticks == 0) {
                unit.ticks = unit.track.spacing(times.spacing(unit.track.spacing(0)));
            }
        }
        if (beforeLast > first) {
            line.units.get(first).doubtful = isLong(line, first, second);
            line.units.get(before).held = isLong(line, beforeLast, before);
        }
    }

    /** Whether a unit comes so late after the one before it that one of the two times may be wrong. */
    private static boolean isLong(Line line, int earlier, int later) {
        long step = Ticks.between(line.times.dts(earlier), line.times.dts(later));
        return step > line.units.get(earlier).ticks + line.units.get(later).ticks / 2;
    }

    /** Audio units last exactly as long as their frames: between two good ones the time of a third is known. */
    private static boolean repaired(Line line, int i, int before) {
        Unit unit = line.units.get(i);
        if (unit.track.kind != Kind.AUDIO || before != i - 1 || before < 0 || i + 1 >= line.times.size() || !line.times.believed(i + 1)) {
            return false;
        }
        Unit earlier = line.units.get(before);
        long time = Ticks.wrapped(earlier.dts + earlier.ticks);
        if (earlier.ticks == 0 || Math.abs(Ticks.between(time + unit.ticks, line.times.dts(i + 1))) > FITS) {
            return false;
        }
        unit.pts = time;
        unit.dts = time;
        return true;
    }

    /** Backward, the clock was set anew. Forward, time is missing only when it is missing in every track that goes on. */
    private boolean counts(OutputTrack track, Jump jump) {
        if (jump.ticks < 0 || lines.get(track).jumps.size() > MANY) {
            return true;
        }
        for (Map.Entry<OutputTrack, Line> other : lines.entrySet()) {
            Line line = other.getValue();
            boolean goesOn = line.arrivals.get(line.arrivals.size() - 1) > jump.arrival && line.arrivals.get(0) < jump.arrival;
            boolean agrees = line.jumps.stream().anyMatch(its -> Math.abs(its.ticks - jump.ticks) < SAME);
            if (other.getKey() != track && goesOn && !agrees) {
                return false;
            }
        }
        return true;
    }
}
