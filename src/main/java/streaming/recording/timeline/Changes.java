package streaming.recording.timeline;

import java.util.ArrayList;
import java.util.List;

/** Decides on which clock a track goes on where its time stamps jump. */
final class Changes {
    /** A track that lies beside another as before, within this, runs on the same clock. */
    private static final long BESIDE = Ticks.PER_SECOND;
    /** As far as it is not known how they lay before. */
    private static final long PARTED = 10 * Ticks.PER_SECOND;
    /**
     * Two tracks that jump to times within this jump to the same clock: sound is multiplexed up to 5 s away from its
     * picture.
     */
    private static final long SAME = 6 * Ticks.PER_SECOND;
    /** A track that has passed the jump of another by so much, and did not jump, goes on. */
    private static final long PASSED = Ticks.PER_SECOND;
    /** A step that is no reason to look for another clock. */
    private static final long ORDINARY = Ticks.PER_SECOND;
    /** A track that ended earlier than this before the others is away. */
    private static final long AWAY = 2 * Ticks.PER_SECOND;
    /** Objects may be uploaded late, so a hole can be longer than the time between uploads, in ticks. */
    private static final long LATE = 60 * Ticks.PER_SECOND;
    /** A hole that is longer than the time between uploads by less than this needs no other witness. */
    private static final long PROMPT = 10 * Ticks.PER_SECOND;
    /** The longest hole when nothing is known of uploads. */
    private static final long LONGEST = 3600 * Ticks.PER_SECOND;
    /**
     * A clock that goes back by so little, unseen in the other tracks, is no other clock: the next units are put close
     * together.
     */
    private static final long SLIGHT = Ticks.PER_SECOND / 4;
    /** A track that goes on this near to where it left a clock has come back to it. */
    private static final long RETURNED = Ticks.PER_SECOND / 10;
    /** A track whose times go on within this was not away. */
    private static final long EXACT = Ticks.PER_SECOND / 50;
    /** A track may begin so much before another on the same clock. */
    private static final long EARLY = Ticks.PER_SECOND / 10;
    /** A unit may begin so much before the one before it has ended. */
    private static final long OVERLAP = Ticks.PER_SECOND / 50;

    /** What another track does at the content where one jumps. */
    private enum Other {
        JUMPS,
        BESIDE,
        APART,
        UNKNOWN
    }

    /** @param piece with which it jumps, and what its track has brought until then */
    private record Witness(Playhead track, Other does, Piece piece, long nextDts, long lead) {}

    private final Timeline timeline;
    private final GapPolicy policy;
    private SegmentTimes segment;
    private Cut cut;
    private Timeline.Ahead ahead;
    private long elapsed;
    private final List<Cut> later = new ArrayList<>();

    Changes(Timeline timeline, GapPolicy policy) {
        this.timeline = timeline;
        this.policy = policy;
    }

    /**
     * @param ticks that passed between the upload of the segment before and this one; {@link Ticks#NONE} when not known
     */
    void begin(SegmentTimes now, Cut pieces, Timeline.Ahead next, long ticks) {
        segment = now;
        cut = pieces;
        ahead = next;
        elapsed = ticks;
        later.clear();
    }

    List<Piece> pieces() {
        return cut.pieces;
    }

    /** The second stands for the first from now on. */
    void replace(Piece piece, Piece other) {
        cut.pieces.set(cut.pieces.indexOf(piece), other);
    }

    /**
     * A track that went to another clock while the track of this piece was away, whose own times then say nothing by
     * going on.
     *
     * @return null when there is none
     */
    Playhead leftBehindBy(Piece piece) {
        Playhead head = piece.track;
        if (head.ahead != null) {
            return head.ahead;
        }
        for (Playhead other : timeline.heads()) {
            boolean newer = other != head
                    && other.started()
                    && other.clock != head.clock
                    && other.clock.born > head.lastSegment
                    && head.lastSegment < timeline.last();
            if (newer && cut.pieces.stream().anyMatch(its -> its.track == other)) {
                return other;
            }
        }
        return null;
    }

    /**
     * The clock on which another track went on where it had left the clock of this piece, as behind a slate: the track
     * of this piece, whose sound was multiplexed late, comes to that time within the piece or soon.
     *
     * @return null when there is none
     */
    Clock resumed(Piece piece) {
        Playhead head = piece.track;
        for (Playhead other : timeline.heads()) {
            Long left = other == head ? null : other.left.get(head.clock);
            if (left != null) {
                for (Clock clock : other.since(head.clock)) {
                    long ahead = Ticks.between(piece.first(), clock.begin);
                    long missing = Ticks.between(left, clock.first);
                    if (missing >= -EXACT
                            && missing <= SAME
                            && ahead > -SAME
                            && ahead <= SAME
                            && fits(clock, piece, Long.MAX_VALUE)) {
                        return clock;
                    }
                }
            }
        }
        return null;
    }

    /**
     * What of a piece lies behind the time at which another clock took over: all of it when that time is not near,
     * unless its own times go on as if nothing had happened: then its track jumps by itself when it comes to that time.
     *
     * @return null when nothing does yet
     */
    Piece behind(Piece piece, Clock other) {
        long ahead = Ticks.between(piece.first(), other.begin);
        boolean goesOn = Math.abs(Ticks.between(due(piece), piece.first())) <= EXACT;
        if (goesOn && (Math.abs(ahead) > SAME || jumpsTo(piece, other))) {
            return null;
        }
        return ahead <= 0 || ahead > SAME ? piece : piece.behind(other.begin);
    }

    /** Whether the track of a piece comes to another clock by a jump of its own. */
    private boolean jumpsTo(Piece piece, Clock clock) {
        for (int number = 0; number <= Timeline.AHEAD; number++) {
            Cut there = number == 0 ? cut : later(number);
            if (there == null) {
                return false;
            }
            for (Piece its : there.pieces) {
                if (its.track == piece.track && its != piece && its.broken && !its.placed()) {
                    return Math.abs(Ticks.between(clock.begin, its.first())) <= 2 * PASSED;
                }
            }
        }
        return false;
    }

    /** How much time may be missing before this piece. */
    long longestHole(Piece piece) {
        if (elapsed == Ticks.NONE) {
            return piece.told ? LATE : LONGEST;
        }
        return elapsed + LATE;
    }

    /** The clock of a piece whose track has started, and whose times do not go on as they went. */
    Clock choose(Piece piece) {
        Playhead head = piece.track;
        Clock shared = shared(piece);
        if (shared != null) {
            return shared;
        }
        Clock jumped = jumpedTo(piece);
        if (jumped != null) {
            return jumped;
        }
        for (Piece other : cut.pieces) {
            if (other.placed()
                    && other.track != head
                    && isBeside(piece, other)
                    && !isTaken(new Span(other.clock, other.firstPts(), other.endPts()), piece)
                    && fits(other.clock, piece, Long.MAX_VALUE)) {
                return other.clock;
            }
        }
        List<Witness> witnesses = new ArrayList<>();
        for (Playhead other : timeline.heads()) {
            if (other != head && other.started() && !isAway(other)) {
                witnesses.add(witness(piece, other));
            }
        }
        boolean jumping = witnesses.stream().anyMatch(witness -> witness.does == Other.JUMPS);
        boolean beside = witnesses.stream()
                .anyMatch(witness -> witness.does == Other.BESIDE && witness.track.clock == head.clock);
        boolean alone = !jumping
                && witnesses.stream().noneMatch(witness -> witness.does == Other.BESIDE)
                && witnesses.stream().anyMatch(witness -> witness.does == Other.APART);
        alone |= !jumping && !beside && piece.isLastUnit() && ahead.segment(1) == null;
        long leap = head.clock.place(piece.first()) - head.nextDts;
        boolean returned = returned(piece);
        if (beside && !jumping && leap < 0 && leap >= -SLIGHT) {
            return head.clock;
        }
        if (!jumping) {
            for (Witness witness : witnesses) {
                // it was away while the clock jumped, and comes back beside a track that went there
                boolean met = witness.does == Other.BESIDE
                        && witness.track.clock != head.clock
                        && witness.track.spans().stream().noneMatch(span -> isTaken(span, piece))
                        && fits(witness.track.clock, piece, Long.MAX_VALUE);
                if (met) {
                    return witness.track.clock;
                }
            }
        }
        if (beside && !jumping && !returned && leap >= -OVERLAP) {
            return hole(piece, leap, witnesses);
        }
        Clock former = alone ? null : former(piece, witnesses, leap > ORDINARY ? ORDINARY : 0);
        if (former != null) {
            return former;
        }
        if (!alone && !returned && leap >= -OVERLAP && leap <= longestHole(piece) && !isForeign(piece, leap)) {
            return hole(piece, leap, witnesses);
        }
        former = alone ? null : former(piece, witnesses, Math.min(LATE, longestHole(piece)));
        if (former != null) {
            return former;
        }
        return anew(piece, witnesses, alone);
    }

    /**
     * The clock on which another track has, or is going to have, the times of this piece: where there are several, that
     * under which they lie beside one another best and longest.
     */
    Clock shared(Piece piece) {
        Clock best = null;
        long least = Long.MAX_VALUE;
        for (Playhead other : timeline.heads()) {
            if (other == piece.track || !other.started()) {
                continue;
            }
            Long skew = piece.track.skew.get(other.track);
            long there = reached(other, piece.arrival()) - (skew == null ? 0 : skew);
            boolean absent = !piece.track.started() || piece.track.nextDts < there - PASSED;
            for (Span span : spans(other, absent)) {
                long place = span.clock().place(piece.firstPts());
                long away = piece.track.started()
                        ? Math.abs(place - there)
                        : Math.min(Math.abs(place - there), between(span, piece, other));
                long off = piece.track.started() ? place - piece.track.nextDts - piece.early() : Long.MAX_VALUE;
                boolean due = Math.abs(off) <= OVERLAP;
                boolean has = span.has(piece.firstPts(), EARLY) || due && span.has(piece.endPts(), 0);
                boolean possible = has
                        && (due || away <= SAME)
                        && fits(span.clock(), piece, Long.MAX_VALUE)
                        && !isTaken(span, piece);
                long missing = Math.max(0, Ticks.between(span.to(), piece.endPts()));
                long cost = away + missing + (span.has(piece.firstPts(), EXACT) ? 0 : 2 * SAME);
                boolean begins = !piece.track.started() && Math.abs(place - timeline.start()) <= EARLY;
                cost -= begins ? PASSED : 0;
                if (possible && cost < least) {
                    best = span.clock();
                    least = cost;
                }
            }
        }
        return best;
    }

    /** How much another track brought since it had the time at which a piece begins, without what was missing then. */
    private static long between(Span span, Piece piece, Playhead other) {
        long brought = 0;
        boolean behind = false;
        for (Span its : other.spans()) {
            brought += behind ? its.length() : 0;
            behind |= its == span;
        }
        return behind ? brought + Ticks.between(piece.firstPts(), span.to()) : Long.MAX_VALUE;
    }

    /** Whether the track of a piece comes to the times of a span once more at once, and then stays. */
    private boolean isTaken(Span span, Piece piece) {
        Piece next = nextBroken(piece);
        return next != null
                && goesBack(piece, next)
                && span.has(next.firstPts(), EARLY)
                && Ticks.between(next.firstPts(), span.to()) > piece.length();
    }

    /** Whether a few units are followed by more that go over the same times. */
    private static boolean goesBack(Piece piece, Piece next) {
        long step = Ticks.between(piece.end(), next.first());
        return piece.length() <= PASSED / 2 && step < -EXACT && step > -PASSED / 2 && next.length() > piece.length();
    }

    /**
     * Where a track was, and where it goes on to until its clock changes.
     *
     * @param jumps also where it will be then, if it follows right behind
     */
    private List<Span> spans(Playhead track, boolean jumps) {
        List<Span> spans = new ArrayList<>(track.spans());
        Span last = spans.remove(spans.size() - 1);
        long next = track.nextDts;
        boolean jumped = false;
        for (int number = 0; number <= Timeline.AHEAD; number++) {
            Cut there = number == 0 ? cut : later(number);
            if (there == null) {
                break;
            }
            for (Piece its : there.pieces) {
                if (its.track != track || its.placed()) {
                    continue;
                }
                long leap = last.clock().place(its.first()) - next;
                boolean jump = its.broken && (leap < -OVERLAP || leap > longestHole(its));
                if (its.broken && !jumps || jump && jumped) {
                    spans.add(last);
                    return spans;
                }
                if (jump) {
                    jumped = true;
                    spans.add(last);
                    long base = its.first();
                    Clock clock = new Clock(segment.index(), next - base, base, its.firstPts());
                    last = new Span(clock, its.firstPts(), its.endPts());
                }
                last = new Span(last.clock(), last.from(), its.endPts());
                next = last.clock().place(its.end());
            }
        }
        spans.add(last);
        return spans;
    }

    /** Whether the piece goes on where its track had left another clock. */
    private static boolean returned(Piece piece) {
        Playhead head = piece.track;
        return head.left.entrySet().stream()
                .anyMatch(left -> left.getKey() != head.clock
                        && Math.abs(Ticks.between(left.getValue(), piece.first())) <= RETURNED);
    }

    /** Whether the piece goes on exactly where its track had left another clock, which cannot have it any more. */
    private boolean isResumed(Piece piece) {
        return piece.track.left.entrySet().stream()
                .anyMatch(left -> left.getKey() != piece.track.clock
                        && Math.abs(Ticks.between(left.getValue(), piece.first())) <= EXACT
                        && !fits(left.getKey(), piece, Long.MAX_VALUE));
    }

    /** A clock that the track has left, under which the piece goes on within so many ticks. */
    private Clock former(Piece piece, List<Witness> witnesses, long longest) {
        if (isResumed(piece)) {
            // behind a slate: the time that this took is not taken by another clock
            return null;
        }
        for (Clock clock : timeline.former()) {
            boolean back = longest > 0
                    && !clock.resumed
                    && clock != piece.track.clock
                    && fits(clock, piece, longest)
                    && witnesses.stream().allMatch(witness -> witness.does != Other.JUMPS || fits(clock, witness));
            if (back) {
                return clock;
            }
        }
        return null;
    }

    /** Where another track went when it jumped at this content; null when none did. */
    private Clock jumpedTo(Piece piece) {
        for (Playhead other : timeline.heads()) {
            for (Playhead.Jump jump : other.jumps()) {
                boolean same = other != piece.track
                        && Math.abs(jump.due() - piece.track.nextDts) <= PASSED
                        && Math.abs(Ticks.between(jump.raw(), piece.first())) <= 2 * PASSED;
                Piece next = nextBroken(piece);
                boolean taken = next != null
                        && goesBack(piece, next)
                        && Math.abs(Ticks.between(jump.raw(), next.first()))
                                < Math.abs(Ticks.between(jump.raw(), piece.first()));
                if (same && !taken && fits(jump.clock(), piece, Long.MAX_VALUE)) {
                    return jump.clock();
                }
            }
        }
        return null;
    }

    private boolean fits(Clock clock, Piece piece, long longest) {
        if (!piece.track.started()) {
            return true;
        }
        long distance = clock.place(piece.first()) - piece.track.nextDts;
        return distance >= -OVERLAP && distance <= longest;
    }

    private static boolean fits(Clock clock, Witness witness) {
        return clock.place(witness.piece.first()) - witness.nextDts >= -OVERLAP;
    }

    private boolean isAway(Playhead head) {
        boolean here = cut.pieces.stream().anyMatch(piece -> piece.track == head);
        return head.lastSegment < timeline.last() && !here && head.nextDts < timeline.end() - AWAY;
    }

    /** Whether two pieces lie beside one another as their tracks did. */
    private static boolean isBeside(Piece piece, Piece other) {
        Long skew = piece.track.skew.get(other.track.track);
        return piece.distance(other, skew == null ? 0 : skew) <= (skew == null ? PARTED : BESIDE);
    }

    /** Looks for the same jump in another track: at the same content, which may lie in a later segment. */
    private Witness witness(Piece piece, Playhead other) {
        long due = piece.track.nextDts;
        long next = other.nextDts;
        long lead = other.lead;
        // a track that comes back to a clock is met there by one that never left it
        boolean back = returned(piece);
        boolean passed = false;
        boolean beside = false;
        boolean seen = false;
        Witness left = null;
        Witness jumps = null;
        long most = 0;
        for (int number = 0; number <= Timeline.AHEAD; number++) {
            Cut there = number == 0 ? cut : later(number);
            if (there == null) {
                break;
            }
            for (Piece its : there.pieces) {
                if (its.track != other) {
                    continue;
                }
                if (its.placed()) {
                    beside |= its.clock == other.clock && isBeside(piece, its);
                    seen |= its.clock == piece.track.clock;
                    continue;
                }
                if (its.broken) {
                    boolean same = Math.abs(Ticks.between(piece.first(), its.first())) <= SAME || isBeside(piece, its);
                    long both = piece.overlap(its);
                    if (same && (jumps == null || goesBack(jumps.piece, its) && both > most)) {
                        jumps = new Witness(other, Other.JUMPS, its, next, lead);
                        most = both;
                    }
                    if (left == null) {
                        Other does = beside ? Other.BESIDE : seen ? Other.APART : Other.UNKNOWN;
                        left = new Witness(other, does, its, next, lead);
                    }
                }
                if (left == null) {
                    seen |= number == 0 && other.clock == piece.track.clock;
                    beside |= number == 0 && isBeside(piece, its);
                    passed |= back && beside && Ticks.between(piece.first(), its.end()) > PASSED;
                }
                next += its.length();
                lead = its.lead();
            }
            if (next > due + PASSED || passed) {
                break;
            }
        }
        return jumps != null
                ? jumps
                : left != null
                        ? left
                        : new Witness(
                                other, beside ? Other.BESIDE : seen ? Other.APART : Other.UNKNOWN, null, next, lead);
    }

    private Cut later(int number) {
        while (later.size() < number) {
            int next = later.size() + 1;
            SegmentTimes there = ahead.segment(next);
            if (there == null) {
                return null;
            }
            Cut before = later.isEmpty() ? cut : later.get(later.size() - 1);
            later.add(Cut.of(
                    there,
                    new boolean[there.stamps().size()],
                    this::head,
                    before.after,
                    () -> ahead.segment(next + 1)));
        }
        return later.get(number - 1);
    }

    private Playhead head(int track) {
        return timeline.heads().stream()
                .filter(head -> head.track == track)
                .findFirst()
                .orElseGet(() -> new Playhead(track, false));
    }

    /**
     * Whether the times come back soon: what lies between is not of this clock, though it lies where a hole could be.
     */
    private boolean isForeign(Piece piece, long leap) {
        if (elapsed != Ticks.NONE && leap <= elapsed + PROMPT) {
            return false;
        }
        Playhead head = piece.track;
        long length = piece.length();
        for (int number = 0; number <= Timeline.AHEAD; number++) {
            Cut there = number == 0 ? cut : later(number);
            if (there == null) {
                return false;
            }
            for (Piece its : there.pieces) {
                if (its.track == head && !its.placed() && its != piece) {
                    long distance = head.clock.place(its.first()) - head.nextDts;
                    if (its.broken) {
                        return distance >= -OVERLAP && distance <= length + PASSED && distance < leap;
                    }
                    length += its.length();
                }
            }
        }
        return false;
    }

    /** Time is missing before this piece. It stays, or is cut out when it is missing in all tracks. */
    private Clock hole(Piece piece, long leap, List<Witness> witnesses) {
        Clock clock = piece.track.clock;
        long common = leap;
        for (Witness witness : witnesses) {
            common = witness.does == Other.JUMPS
                    ? Math.min(common, clock.place(witness.piece.first()) - witness.nextDts)
                    : 0;
        }
        if (policy == GapPolicy.KEEP || common <= Gaps.LEAST) {
            return clock;
        }
        int before = piece.from == 0 ? piece.track.lastSegment : segment.index();
        timeline.note(new Gap(Gap.ALL, piece.track.endPts, common, false, before, segment.index()));
        return clock.earlierBy(common, segment.index());
    }

    private Clock anew(Piece piece, List<Witness> witnesses, boolean alone) {
        Playhead head = piece.track;
        long base = piece.first();
        boolean away = isAway(head) || head.lastSegment < timeline.last() && head.nextDts < timeline.end() - AWAY;
        long due = dueBeside(piece);
        long own = away
                ? timeline.end() - base
                : due > head.nextDts + PASSED ? due - base : piece.needed(base, head.nextDts, head.lead);
        long inserted =
                head.nextDts < timeline.end() - AWAY || due > head.nextDts + PASSED ? insertedAt(piece) : Ticks.NONE;
        if (inserted != Ticks.NONE) {
            own = Math.max(own, inserted - base - Ticks.between(base, piece.firstPts()));
        }
        long offset = own;
        for (Witness witness : witnesses) {
            if (witness.does == Other.JUMPS) {
                long needed = witness.piece.needed(base, witness.nextDts, witness.lead);
                offset = needed > own + PARTED ? offset : Math.max(offset, needed);
            }
        }
        Clock clock = new Clock(segment.index(), offset, base, piece.firstPts());
        head.left.forEach((former, left) -> {
            if (Math.abs(Ticks.between(left, base)) <= EXACT) {
                former.resumed = true;
            }
        });
        long begin = base + Ticks.between(base, piece.firstPts()) + offset;
        timeline.note(new Run(
                head.track,
                begin,
                Ticks.between(due(piece), base),
                segment.index(),
                segment.told() || returned(piece),
                alone));
        return clock;
    }

    /**
     * Where the broadcast was left for this piece, as the clock of another track says by the time with which the track
     * of the piece goes on behind it: it was away before, so it does not tell by itself.
     *
     * @return presentation on the timeline; {@link Ticks#NONE} when nothing tells
     */
    long insertedAt(Piece piece) {
        Piece behind = nextBroken(piece);
        for (Playhead other : timeline.heads()) {
            if (behind == null || other == piece.track || !other.started()) {
                continue;
            }
            long there = reached(other, piece.arrival());
            for (Span span : spans(other, false)) {
                long place = span.clock().place(behind.firstPts());
                if (span.has(behind.firstPts(), EARLY) && Math.abs(place - there) <= SAME) {
                    return place;
                }
            }
        }
        return Ticks.NONE;
    }

    private Piece nextBroken(Piece piece) {
        for (int number = 0; number <= Timeline.AHEAD; number++) {
            Cut there = number == 0 ? cut : later(number);
            if (there == null) {
                return null;
            }
            for (Piece its : there.pieces) {
                if (its.track == piece.track && its != piece && its.broken && !its.placed()) {
                    return its;
                }
            }
        }
        return null;
    }

    /**
     * Where the other tracks have come to when the piece arrives, less by what they are ahead of its track in the file.
     */
    private long dueBeside(Piece piece) {
        Playhead head = piece.track;
        long due = Ticks.NONE;
        for (Playhead other : timeline.heads()) {
            Long skew = head.skew.get(other.track);
            if (other != head && skew != null && other.clock == head.clock) {
                due = Math.max(due, reached(other, piece.arrival()) - skew);
            }
        }
        return due;
    }

    private long reached(Playhead other, int arrival) {
        long reached = other.nextDts;
        for (Piece its : cut.pieces) {
            if (its.track == other && its.placed()) {
                reached = its.clock.place(its.reached(arrival));
            }
        }
        return reached;
    }

    /** When the piece was due by the clock of its track, raw. */
    static long due(Piece piece) {
        TrackTimes.Before before = piece.track.before;
        int last = piece.from - 1;
        return last < 0
                ? Ticks.wrapped(before.dts() + before.ticks())
                : Ticks.wrapped(piece.times.dts[last] + piece.times.ticks[last]);
    }
}
