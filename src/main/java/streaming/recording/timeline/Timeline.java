package streaming.recording.timeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides where each unit of a broadcast lies on one timeline, from what is written on the units and nothing else: no
 * bytes, no files, no clock of ours. The same segments give the same times, and a segment's times do not depend on
 * segments further behind it than {@link #AHEAD}, so that it serves a live join, a join at the end and the reading of a
 * single segment alike.
 *
 * <p>All tracks that run on one clock of the source share one offset, so picture and sound keep their distance. A clock
 * that jumps does so in each track at the same content, however far apart the tracks lie in the file; a track that
 * jumps where the others go on has a wrong clock of its own, unless it then lies beside them as before: then it was
 * away.
 */
public final class Timeline {
    /**
     * So many segments ahead are looked at, at most, when the clock of one track jumps and another has not come so far.
     */
    public static final int AHEAD = 4;
    /**
     * The timeline begins a second after zero at least, so that the program clock can run ahead of the first unit, and
     * by a multiple of so many ticks, in which frames of 1024 and 1152 samples come out even at every rate and so do
     * microseconds: ffmpeg rounds as for the source.
     */
    private static final long LEAD_IN = Ticks.PER_SECOND;

    private static final long ROUNDING = (1 << 14) * 225;
    /** Sound that was multiplexed late begins where the pictures began. */
    private static final long BEGINNING = Ticks.PER_SECOND / 2;

    private static final int FORMER = 8;

    private final Map<Integer, Playhead> heads = new TreeMap<>();
    private final List<Clock> former = new ArrayList<>();
    private final Gaps gaps = new Gaps();
    private final List<Run> runs = new ArrayList<>();
    private final Lookahead lookahead = new Lookahead(this);
    private final SharedTimes shared = new SharedTimes(this, lookahead);
    private final LeftBehind leftBehind = new LeftBehind(this, lookahead);
    private final Changes changes;
    private int last = -1;
    private long lastUploaded = Ticks.NONE;
    private boolean lastLossy;
    /** The last segment held nothing but what came before. */
    private boolean repeating;

    public Timeline(GapPolicy policy) {
        changes = new Changes(this, lookahead, shared, policy);
    }

    /** Looks at segments that come later. */
    public interface Ahead {
        /**
         * @param number 1 for the next one
         * @return null when there is none
         */
        SegmentTimes segment(int number);
    }

    /** Places the units of the next segment. */
    public Placed place(SegmentTimes segment, Ahead ahead) {
        Placed placed = Placed.of(segment.stamps().size());
        Cut cut = cut(segment, placed.repeated(), ahead);
        if (!segment.told() && Repeats.mark(cut, placed.repeated(), repeating, last, ahead)) {
            if (Repeats.isWhole(segment, placed.repeated())) {
                last = segment.index();
                repeating = true;
                return placed.repeatedWhole();
            }
            Cut rest = cut(segment, placed.repeated(), ahead);
            if (Repeats.isMostly(segment, placed.repeated())
                    || rest.pieces.stream().noneMatch(Piece::goesBack)) {
                cut = rest;
            } else {
                Arrays.fill(placed.repeated(), false);
            }
        }
        repeating = false;
        lookahead.begin(
                segment,
                cut,
                ahead,
                segment.uploaded() == Ticks.NONE || lastUploaded == Ticks.NONE
                        ? Ticks.NONE
                        : Math.max(0, segment.uploaded() - lastUploaded) * Ticks.PER_SECOND / 1000);
        Emission emission = new Emission(segment, placed, gaps, segment.lossy() || lastLossy);
        for (Piece piece : List.copyOf(cut.pieces)) {
            settle(piece, emission);
        }
        remember(segment, cut);
        return placed;
    }

    private Cut cut(SegmentTimes segment, boolean[] left, Ahead ahead) {
        Map<Integer, TrackTimes.Before> before = new HashMap<>();
        heads.forEach((track, head) -> before.put(track, head.before));
        for (Stamp stamp : segment.stamps()) {
            heads.computeIfAbsent(stamp.track(), track -> new Playhead(track, stamp.picture()));
        }
        return Cut.of(segment, left, heads::get, before, () -> ahead.segment(1));
    }

    private void settle(Piece whole, Emission emission) {
        Piece piece = whole;
        Playhead head = piece.track;
        Playhead ahead = !head.started() || piece.broken ? null : leftBehind.by(piece);
        if (!head.started()) {
            use(head, first(piece), piece);
        } else if (piece.broken) {
            long due = head.nextDts;
            head.ahead = null;
            use(head, changes.choose(piece), piece);
            head.jumped(new Playhead.Jump(due, piece.first(), head.clock));
        } else if (ahead != null && leftBehind.resumed(piece) == null) {
            Piece rest = leftBehind.behind(piece, ahead.clock);
            head.ahead = rest == null ? ahead : null;
            if (rest != null) {
                piece = part(piece, rest, emission);
                use(head, changes.choose(piece), piece);
            }
        }
        Clock resumed = leftBehind.resumed(piece);
        Piece rest = resumed == null ? null : piece.behind(resumed.begin);
        if (rest != null) {
            piece = part(piece, rest, emission);
            use(head, resumed, piece);
        }
        emission.give(piece);
        piece.clock = head.clock;
    }

    /** Gives out what lies before the second piece on the clock of the first, and goes on with the second. */
    private Piece part(Piece piece, Piece rest, Emission emission) {
        if (rest != piece) {
            emission.give(piece.before(rest));
            lookahead.replace(piece, rest);
        }
        return rest;
    }

    private void use(Playhead head, Clock clock, Piece piece) {
        if (clock != head.clock) {
            if (head.clock == null) {
                head.began = piece.times.stamps.get(piece.from).dts();
            } else {
                head.leave(head.clock, piece.due());
            }
            if (head.clock != null && !former.contains(head.clock)) {
                former.add(0, head.clock);
                former.subList(Math.min(FORMER, former.size()), former.size()).clear();
            }
            head.clock = clock;
        }
    }

    /** The clock of a track that brings its first unit. */
    private Clock first(Piece piece) {
        Playhead latest = null;
        Piece nearest = null;
        for (Piece other : lookahead.pieces()) {
            boolean beside = other.track != piece.track && other.track.started() && (other.placed() || !other.broken);
            if (beside && (nearest == null || piece.distance(other, 0) < piece.distance(nearest, 0))) {
                nearest = other;
            }
        }
        for (Playhead head : heads.values()) {
            latest = head.started() && (latest == null || head.nextDts > latest.nextDts) ? head : latest;
        }
        if (latest == null) {
            long earliest = piece.first();
            for (Piece other : lookahead.pieces()) {
                boolean earlier = Ticks.between(earliest, other.first()) < 0;
                earliest = earlier && piece.distance(other, 0) <= Limits.PARTED ? other.first() : earliest;
            }
            long begin = earliest % ROUNDING;
            return new Clock(piece.segment, begin - earliest + (begin < LEAD_IN ? ROUNDING : 0), earliest, earliest);
        }
        Clock there = shared.clock(piece);
        if (there != null) {
            return there;
        }
        for (Clock clock : former) {
            if (Math.abs(clock.place(piece.first()) - start()) <= BEGINNING) {
                return clock;
            }
        }
        if (nearest != null && piece.distance(nearest, 0) <= Limits.PARTED) {
            return nearest.placed() ? nearest.clock : nearest.track.clock;
        }
        for (Clock clock : former) {
            long place = clock.place(piece.first());
            if (place > start() - Limits.PARTED && place <= latest.nextDts) {
                return clock;
            }
        }
        long place = latest.clock.place(piece.first());
        if (nearest == null
                && place > latest.nextDts - Limits.PARTED
                && place <= latest.nextDts + lookahead.longestHole(piece)) {
            return latest.clock;
        }
        long inserted = shared.insertedAt(piece);
        if (inserted != Ticks.NONE) {
            long begin = inserted - Ticks.between(piece.first(), piece.firstPts());
            note(new Run(piece.track.track, begin, 0, piece.segment, piece.told, true));
            return new Clock(piece.segment, begin - piece.first(), piece.first(), piece.firstPts());
        }
        long begin = nearest == null
                ? latest.nextDts
                : (nearest.placed() ? nearest.clock : nearest.track.clock).place(nearest.first());
        note(new Run(piece.track.track, begin, 0, piece.segment, piece.told, true));
        return new Clock(piece.segment, begin - piece.first(), piece.first(), piece.firstPts());
    }

    private void remember(SegmentTimes segment, Cut cut) {
        Map<Integer, Piece> firsts = new HashMap<>();
        for (Piece piece : cut.pieces) {
            Playhead head = piece.track;
            firsts.putIfAbsent(head.track, piece);
            head.firstSegment = head.firstSegment < 0 ? segment.index() : head.firstSegment;
            head.lastSegment = segment.index();
        }
        cut.after.forEach((track, before) -> heads.get(track).before = before);
        for (Piece one : firsts.values()) {
            for (Piece other : firsts.values()) {
                boolean together = one != other
                        && one.track.clock == other.track.clock
                        && one.to == one.times.size()
                        && other.to == other.times.size();
                boolean begins =
                        one.track.firstSegment == segment.index() || other.track.firstSegment == segment.index();
                // where time is missing in one of them, they do not lie beside each other
                if (together && (begins || !one.broken && !other.broken)) {
                    long skew = begins ? one.skew(other) : Ticks.between(one.first(), other.first());
                    if (Math.abs(skew) <= Limits.PARTED) {
                        one.track.skew.put(other.track.track, skew);
                    }
                }
            }
        }
        last = segment.index();
        lastUploaded = segment.uploaded() == Ticks.NONE ? lastUploaded : Math.max(segment.uploaded(), lastUploaded);
        lastLossy = segment.lossy();
    }

    Collection<Playhead> heads() {
        return heads.values();
    }

    List<Clock> former() {
        return former;
    }

    /** The end of all that was given out, as it is decoded. */
    long end() {
        return heads.values().stream()
                .filter(Playhead::started)
                .mapToLong(head -> head.nextDts)
                .max()
                .orElse(0);
    }

    /** The last segment that was placed, -1 before the first. */
    int last() {
        return last;
    }

    void note(Run run) {
        runs.add(run);
    }

    void note(Gap gap) {
        gaps.add(gap);
    }

    /** Gaps of single tracks so far, also before their first unit and behind their last. */
    public List<Gap> trackGaps() {
        return gaps.ofTracks(heads.values());
    }

    /** Gaps in which no track has anything, and those that were closed. */
    public List<Gap> commonGaps() {
        return gaps.ofAll(heads.values());
    }

    public List<Run> runs() {
        return List.copyOf(runs);
    }

    /** First presentation of all tracks on the timeline; {@link Ticks#NONE} before the first unit. */
    public long start() {
        return heads.values().stream()
                .filter(Playhead::started)
                .mapToLong(head -> head.startPts)
                .min()
                .orElse(Ticks.NONE);
    }

    /** First presentation of a track; {@link Ticks#NONE} when it has brought nothing. */
    public long start(int track) {
        return heads.containsKey(track) ? heads.get(track).startPts : Ticks.NONE;
    }

    /** End of the latest presentation of a track; {@link Ticks#NONE} when it has brought nothing. */
    public long end(int track) {
        return heads.containsKey(track) ? heads.get(track).endPts : Ticks.NONE;
    }

    /** Beginning of the latest presentation of a track. */
    public long lastPresentation(int track) {
        return heads.containsKey(track) ? heads.get(track).lastPts : Ticks.NONE;
    }
}
