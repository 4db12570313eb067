package streaming.recording.media;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import streaming.recording.media.TrackContent.Kind;

/**
 * Decides where on the joined time line a stretch begins: one offset for all its tracks, so that picture and sound cannot part.
 * The clock goes on as it went while any track says so; it is set anew only when the stretch cannot lie behind what was given out,
 * and a stretch too short to be a witness changes nothing for those after it.
 */
final class JoinClock {
    /** The joined time line begins a second after zero at least, so that the program clock can run ahead of the first unit. */
    private static final long LEAD_IN = Ticks.PER_SECOND;
    /**
     * The first offset is a multiple of this many ticks, in which frames of 1024 and 1152 samples come out even at every sampling rate
     * and so do microseconds: ffmpeg's rounding is then that of the source.
     */
    private static final long ROUNDING = (1 << 14) * 225;
    /** Time missing in all tracks is called a hole from this length on. */
    private static final long HOLE = Ticks.PER_SECOND / 10;
    /** A step this small is no reason to look for another clock. */
    private static final long ORDINARY = Ticks.PER_SECOND;
    /**
     * A discontinuity that was told, and a step forward no longer than this: some servers tell one when they lost a segment, while
     * the clock of an encoder that starts anew hardly ever lands so near.
     */
    private static final long LOST = 60 * Ticks.PER_SECOND;
    /** A track that ended earlier than this before the others is not asked whether time is missing. */
    private static final long ABSENT = 2 * Ticks.PER_SECOND;

    /** An offset that is added to unrolled source time, and a unrolled source time near which the next times are looked for. */
    private record Clock(long offset, long near) {
        long place(long raw) {
            return near + Ticks.between(near, raw) + offset;
        }
    }

    /** How a stretch would lie under a clock. */
    private record Fit(boolean inOrder, long gap) {
        boolean ordinary() {
            return inOrder && gap <= ORDINARY;
        }
    }

    /** Looks into the segment that comes next. */
    interface Ahead {
        /** @return null when there is none that goes on with the same run, or it holds nothing */
        Stretch stretch() throws IOException;
    }

    private final List<OutputTrack> tracks;
    private final GapPolicy policy;
    private final JoinLog log;
    private Clock clock;
    private Clock former;
    private long start = Ticks.NONE;
    private int lastSegment;

    JoinClock(List<OutputTrack> tracks, GapPolicy policy, JoinLog log) {
        this.tracks = tracks;
        this.policy = policy;
        this.log = log;
    }

    /** Start of the joined media on the time line; {@link Ticks#NONE} before the first unit. */
    long start() {
        return start;
    }

    /** Whether the stretch would begin before what was given out has ended. */
    boolean wouldOverlap(Stretch stretch) {
        return clock != null && !fit(clock, stretch).inOrder;
    }

    /** Sets the output times of all units of the stretch. */
    void place(Stretch stretch, JoinSegment segment, int index, Ahead next) throws IOException {
        rejoin(stretch, index);
        Clock chosen = choose(stretch, segment, index, next);
        for (Unit unit : stretch.units) {
            if (unit.isTimed()) {
                unit.outDts = chosen.place(unit.dts);
                unit.outPts = unit.outDts + Ticks.between(unit.dts, unit.pts);
            }
        }
        if (chosen == clock) {
            long end = stretch.parts.values().iterator().next().nextDts();
            clock = new Clock(clock.offset, clock.near + Ticks.between(clock.near, end));
        }
        lastSegment = index;
    }

    /** Units that were held back belong to the clock as it is. */
    void placeHeld(Unit unit) {
        unit.outDts = clock.place(unit.dts);
        unit.outPts = unit.outDts + Ticks.between(unit.dts, unit.pts);
    }

    /** Where a raw time lies on the time line, as the clock goes now. */
    long at(long raw) {
        return clock.place(raw);
    }

    /** The end of all that was given out, on the time line. */
    long end() {
        long end = Ticks.NONE;
        for (OutputTrack track : tracks) {
            end = track.started() ? Math.max(end, track.nextDts) : end;
        }
        return end;
    }

    /** The end of all that was given out, as it is presented. */
    private long shown() {
        return tracks.stream().filter(OutputTrack::started).mapToLong(track -> track.endPts).max().orElse(start);
    }

    /** Where the stretch begins to be presented, as the clock goes now. */
    private long begin(Stretch stretch) {
        return stretch.parts.values().stream().mapToLong(part -> clock.place(part.firstPts)).min().orElseThrow();
    }

    private Clock choose(Stretch stretch, JoinSegment segment, int index, Ahead next) throws IOException {
        if (clock == null) {
            long first = earliest(stretch);
            long begin = first % ROUNDING;
            clock = new Clock(begin - first + (begin < LEAD_IN ? ROUNDING : 0), first);
            start = begin(stretch);
            return clock;
        }
        Fit now = fit(clock, stretch);
        if (now.ordinary()) {
            return hole(now.gap, index);
        }
        boolean told = segment.discontinuity() && index != lastSegment;
        if (told && !(now.inOrder && now.gap <= LOST)) {
            return restart(stretch, index);
        }
        Fit then = former == null ? null : fit(former, stretch);
        if (then != null && then.ordinary()) {
            return resume(then.gap, index);
        }
        if (now.inOrder && now.gap <= segment.longestHole()) {
            return isConfirmed(stretch, next) ? hole(now.gap, index) : new Clock(clock.offset - now.gap, clock.near);
        }
        if (then != null && then.inOrder && then.gap <= segment.longestHole()) {
            return resume(then.gap, index);
        }
        return restart(stretch, index);
    }

    private Clock hole(long gap, int index) {
        if (gap > HOLE) {
            log.hole(shown() - start, gap, policy == GapPolicy.KEEP, lastSegment, index);
            if (policy == GapPolicy.COLLAPSE) {
                clock = new Clock(clock.offset - gap, clock.near);
            }
        }
        return clock;
    }

    private Clock resume(long gap, int index) {
        Clock back = former;
        former = clock;
        clock = back;
        return hole(gap, index);
    }

    /**
     * Whether what follows a jump forward lies behind it too. A stretch that stands alone there is foreign, or its time stamps are
     * wrong: it follows at once, and the clock stays what it was.
     */
    private boolean isConfirmed(Stretch stretch, Ahead next) throws IOException {
        Stretch following = next.stretch();
        if (following == null) {
            return stretch.isWitness();
        }
        return Ticks.between(earliest(stretch), earliest(following)) >= 0 || !fit(clock, following).inOrder;
    }

    private Clock restart(Stretch stretch, int index) {
        long base = earliest(stretch);
        long offset = Ticks.NONE;
        long end = end();
        for (Map.Entry<OutputTrack, Stretch.Part> entry : stretch.parts.entrySet()) {
            OutputTrack track = entry.getKey();
            Stretch.Part part = entry.getValue();
            long dts = base + Ticks.between(base, part.firstDts);
            long pts = base + Ticks.between(base, part.firstPts);
            long needed = isPresent(track, end) ? Math.max(track.nextDts - dts, track.endPts - pts) : end - dts;
            offset = Math.max(offset, needed);
        }
        long jump = Ticks.between(clock.near, base);
        former = clock;
        clock = new Clock(offset, base);
        log.run(begin(stretch) - start, jump, index);
        return clock;
    }

    /** Asks the track that goes on most closely from before: the others may have lost something, or be wrong. */
    private Fit fit(Clock under, Stretch stretch) {
        long end = end();
        boolean inOrder = true;
        long gap = Ticks.NONE;
        long first = Long.MAX_VALUE;
        for (Map.Entry<OutputTrack, Stretch.Part> entry : stretch.parts.entrySet()) {
            OutputTrack track = entry.getKey();
            long dts = under.place(entry.getValue().firstDts);
            first = Math.min(first, dts);
            if (isPresent(track, end)) {
                long distance = track.nextKnown ? dts - track.nextDts : Math.max(0, dts - track.lastDts);
                if (gap == Ticks.NONE || Math.abs(distance) < Math.abs(gap)) {
                    gap = track.nextKnown ? distance : 0;
                    inOrder = dts > track.lastDts;
                }
            }
        }
        return gap == Ticks.NONE ? new Fit(first >= end - ORDINARY, first - end) : new Fit(inOrder, gap);
    }

    private static boolean isPresent(OutputTrack track, long end) {
        return track.started() && track.nextDts > end - ABSENT;
    }

    /**
     * Where tracks lie too far apart to belong together, those that do not go on from before are moved: right behind what they brought
     * before, or to the beginning of the one that goes on.
     */
    private void rejoin(Stretch stretch, int index) {
        OutputTrack anchor = null;
        long nearest = Long.MAX_VALUE;
        for (Map.Entry<OutputTrack, Stretch.Part> entry : stretch.parts.entrySet()) {
            OutputTrack track = entry.getKey();
            Stretch.Part part = entry.getValue();
            if (clock != null && track.started() && clock.place(part.firstDts) <= track.lastDts) {
                part.doubtFirst();
            }
            long distance = clock == null || !track.started() ? Long.MAX_VALUE - (track.kind == Kind.VIDEO ? 1 : 0)
                    : Math.abs(clock.place(part.firstDts) - track.nextDts);
            if (anchor == null || distance < nearest) {
                anchor = track;
                nearest = distance;
            }
        }
        Map<OutputTrack, Long> shifts = stretch.parted(anchor);
        if (nearest <= ORDINARY) {
            for (Map.Entry<OutputTrack, Stretch.Part> entry : stretch.parts.entrySet()) {
                OutputTrack track = entry.getKey();
                long ahead = track.started() ? track.nextDts - clock.place(entry.getValue().firstDts) : 0;
                if (ahead > ORDINARY || shifts.containsKey(track) && isPresent(track, end())) {
                    shifts.put(track, ahead);
                }
            }
        }
        shifts.forEach((track, ticks) -> {
            stretch.shift(track, ticks);
            log.dropped(index, track, 0, "clock apart from the other tracks by " + -ticks + " ticks");
        });
    }

    private static long earliest(Stretch stretch) {
        long earliest = Ticks.NONE;
        for (Stretch.Part part : stretch.parts.values()) {
            if (earliest == Ticks.NONE || Ticks.between(earliest, part.firstDts) < 0) {
                earliest = part.firstDts;
            }
        }
        return earliest;
    }
}
