package streaming.recording.media;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Puts the units of all segments on one time line: decides of each whether it is given out, and when it is due. */
final class SegmentJoin implements Closeable {
    /** A unit that comes a little before the one before it is put right behind it; earlier ones are out of order, in ticks. */
    private static final long NUDGE = Ticks.PER_SECOND / 10;
    /** A unit that waited for the next segment belongs to the one before when it is due about now, in ticks. */
    private static final long DUE = Ticks.PER_SECOND;

    private final Iterator<JoinSegment> segments;
    private final TrackPlan plan;
    private final JoinLog log = new JoinLog();
    private final SegmentLoader loader;
    private final JoinClock clock;
    private final WrapOrder wrapOrder = new WrapOrder();
    private final Deque<Unit> due = new ArrayDeque<>();
    private JoinSegment segment;
    private JoinSegment peeked;
    private int index = -1;
    private boolean given;
    private boolean finished;

    SegmentJoin(Iterator<JoinSegment> segments, TrackPlan plan, GapPolicy policy) {
        this.segments = segments;
        this.plan = plan;
        this.loader = new SegmentLoader(plan, log);
        this.clock = new JoinClock(plan.tracks(), policy, log);
    }

    /** The segment that is being given out, counted from 0. */
    int index() {
        return index;
    }

    JoinResult result() {
        return log.result(plan.tracks());
    }

    /** @return null when there is no more */
    Unit next() throws IOException {
        while (due.isEmpty() && !finished) {
            advance();
        }
        return due.poll();
    }

    private void advance() throws IOException {
        boolean begins = !loader.isOpen();
        if (begins && !openNext()) {
            finished = true;
            takeLate(loader.finish());
            releaseHeld(null);
            wrapOrder.arrange(due);
            wrapOrder.finish(due);
            return;
        }
        if (!begins) {
            loader.clear();
        }
        List<Unit> units = loader.load();
        takeLate(units.stream().filter(unit -> unit.late).toList());
        boolean first = begins;
        for (Stretch stretch : Stretches.of(units.stream().filter(unit -> !unit.late).toList(), log)) {
            take(stretch, first);
            first = false;
        }
        wrapOrder.arrange(due);
        if (!given && !due.isEmpty()) {
            given = true;
            Prelude.bringForward(due, plan.tracks());
        }
    }

    private boolean openNext() throws IOException {
        while (peeked != null || segments.hasNext()) {
            segment = peeked != null ? peeked : segments.next();
            peeked = null;
            index++;
            try {
                loader.open(segment.file(), index, !segment.discontinuity());
                return true;
            } catch (NoSuchFileException absent) {
                log.unreadable(index, JoinLog.ABSENT);
            }
        }
        return false;
    }

    private void take(Stretch given, boolean first) throws IOException {
        Stretch stretch = given;
        if (!stretch.isEmpty() && !(first && segment.discontinuity()) && clock.wouldOverlap(stretch)) {
            stretch = withoutRepetition(stretch);
            if (stretch.isEmpty()) {
                return;
            }
        }
        if (!stretch.isEmpty()) {
            releaseHeld(stretch);
            clock.place(stretch, segment, index, this::stretchAhead);
        }
        for (Unit unit : stretch.units) {
            if (unit.held) {
                unit.keep();
                unit.track.held = unit;
            } else {
                give(unit);
            }
        }
    }

    /** Leaves out what was given out before. A whole run that is repeated, segment by segment, is a new run and stays. */
    private Stretch withoutRepetition(Stretch stretch) throws IOException {
        List<Unit> repeated = stretch.units.stream().filter(SegmentJoin::isRepeated).toList();
        if (repeated.isEmpty()) {
            return stretch;
        }
        Stretch rest = stretch.without(SegmentJoin::isRepeated);
        if (!rest.isEmpty() && !clock.wouldOverlap(rest)) {
            repeated.forEach(unit -> log.dropped(index, unit.track, unit.count, "repeated"));
            return rest;
        }
        boolean mostly = repeated.size() * 2 >= stretch.units.size();
        boolean ofLast = repeated.get(0).track.broughtBy(repeated.get(0)) == index - 1;
        if (!mostly || !ofLast && nextIsRepeated()) {
            return stretch;
        }
        log.repeated(index);
        return new Stretch();
    }

    private static boolean isRepeated(Unit unit) {
        return unit.isTimed() && unit.track.broughtBy(unit) >= 0;
    }

    private boolean nextIsRepeated() throws IOException {
        List<Unit> units = ahead();
        long repeated = units.stream().filter(SegmentJoin::isRepeated).count();
        return !units.isEmpty() && repeated * 2 >= units.size();
    }

    private Stretch stretchAhead() throws IOException {
        List<Unit> units = ahead();
        List<Stretch> stretches = Stretches.of(units, new JoinLog());
        return stretches.isEmpty() || stretches.get(0).isEmpty() || peeked.discontinuity() ? null : stretches.get(0);
    }

    /** The units of the next segment, which stays the next one. */
    private List<Unit> ahead() throws IOException {
        if (peeked == null) {
            if (!segments.hasNext()) {
                return List.of();
            }
            peeked = segments.next();
        }
        try (SegmentLoader ahead = new SegmentLoader(plan, new JoinLog())) {
            ahead.open(peeked.file(), index + 1, false);
            return ahead.load();
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }

    /** PES packets that ended only when the next segment did not continue them. */
    private void takeLate(List<Unit> units) {
        for (Unit unit : units) {
            if (clock.start() == Ticks.NONE) {
                drop(unit, "incomplete");
                continue;
            }
            if (unit.isTimed()) {
                clock.placeHeld(unit);
            }
            if (!unit.isTimed() || unit.track.started() && Math.abs(unit.outDts - unit.track.nextDts) <= DUE) {
                give(unit);
            } else {
                drop(unit, "impossible time stamp");
            }
        }
    }

    /** Units that came last in their segment, far from the one before: what follows tells whether they are true. */
    private void releaseHeld(Stretch next) {
        for (OutputTrack track : plan.tracks()) {
            Unit held = track.held;
            if (held == null) {
                continue;
            }
            track.held = null;
            clock.placeHeld(held);
            boolean overlaps = next != null && clock.wouldOverlap(next);
            Stretch.Part part = next == null || overlaps ? null : next.parts.get(track);
            boolean believed = part != null ? clock.at(part.firstDts) > held.outDts : othersReach(track, held.outDts - DUE);
            if (believed) {
                give(held);
            } else {
                drop(held, "impossible time stamp");
            }
        }
    }

    private boolean othersReach(OutputTrack track, long time) {
        boolean alone = true;
        for (OutputTrack other : plan.tracks()) {
            if (other != track && other.started()) {
                alone = false;
                if (other.nextDts >= time) {
                    return true;
                }
            }
        }
        return alone;
    }

    private void give(Unit unit) {
        OutputTrack track = unit.track;
        track.learn(unit);
        if (unit.isTimed() && !inOrder(unit) || !unit.isTimed() && !track.started()) {
            drop(unit, unit.isTimed() && track.broughtBy(unit) >= 0 ? "repeated" : "out of order");
            return;
        }
        if (track.waitsForKey && !unit.key) {
            drop(unit, "before the first key frame");
            return;
        }
        track.waitsForKey = false;
        if (unit.isTimed()) {
            track.advance(unit);
        }
        if (!track.configuration.equals(track.givenConfiguration)) {
            if (!track.givenConfiguration.isEmpty()) {
                log.change(track, unit.outPts - clock.start(), unit.segment, track.givenConfiguration, track.configuration);
            }
            track.givenConfiguration = track.configuration;
        }
        track.packets += unit.count;
        due.add(unit);
    }

    private boolean inOrder(Unit unit) {
        OutputTrack track = unit.track;
        if (unit.outDts < 0) {
            return false;
        }
        if (!track.started() || unit.outDts > track.lastDts) {
            return true;
        }
        boolean nudge = track.kind == TrackContent.Kind.VIDEO && track.lastDts - unit.outDts < NUDGE && track.broughtBy(unit) < 0;
        if (nudge) {
            unit.outDts = track.lastDts + 1;
            unit.outPts = Math.max(unit.outPts, unit.outDts);
        }
        return nudge;
    }

    private void drop(Unit unit, String reason) {
        log.dropped(unit.segment, unit.track, unit.count, reason);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
