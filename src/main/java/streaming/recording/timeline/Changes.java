package streaming.recording.timeline;

import java.util.ArrayList;
import java.util.List;

/** Decides on which clock a track goes on where its time stamps jump. */
final class Changes {
    /** A step that is no reason to look for another clock. */
    private static final long ORDINARY = Ticks.PER_SECOND;
    /** A track that ended earlier than this before the others is away. */
    private static final long AWAY = 2 * Ticks.PER_SECOND;
    /**
     * A clock that goes back by so little, unseen in the other tracks, is no other clock: the next units are put close
     * together.
     */
    private static final long SLIGHT = Ticks.PER_SECOND / 4;

    private final Timeline timeline;
    private final GapPolicy policy;
    private final Lookahead lookahead;
    private final SharedTimes shared;

    Changes(Timeline timeline, Lookahead lookahead, SharedTimes shared, GapPolicy policy) {
        this.timeline = timeline;
        this.lookahead = lookahead;
        this.shared = shared;
        this.policy = policy;
    }

    /** The clock of a piece whose track has started, and whose times do not go on as they went. */
    Clock choose(Piece piece) {
        Playhead head = piece.track;
        long leap = head.clock.place(piece.first()) - head.nextDts;
        Clock there = shared.clock(piece);
        if (there != null && (there != head.clock || leap < 0 || !isVisit(piece, leap))) {
            return there;
        }
        Clock jumped = jumpedTo(piece);
        if (jumped != null) {
            return jumped;
        }
        for (Piece other : lookahead.pieces()) {
            if (other.placed()
                    && other.track != head
                    && Witness.isBeside(piece, other)
                    && !shared.isTaken(new Span(other.clock, other.firstPts(), other.endPts()), piece)
                    && piece.fits(other.clock)) {
                return other.clock;
            }
        }
        List<Witness> witnesses = new ArrayList<>();
        for (Playhead other : timeline.heads()) {
            if (other != head && other.started() && !isAway(other)) {
                witnesses.add(Witness.of(piece, other, lookahead));
            }
        }
        boolean jumping = witnesses.stream().anyMatch(witness -> witness.jumps());
        boolean beside =
                witnesses.stream().anyMatch(witness -> witness.isBeside() && witness.track().clock == head.clock);
        boolean alone = !jumping
                && witnesses.stream().noneMatch(witness -> witness.isBeside())
                && witnesses.stream().anyMatch(witness -> witness.does() == Witness.Other.APART);
        alone |= !jumping && !beside && piece.isLastUnit() && lookahead.isLast();
        boolean returned = piece.returned();
        if (beside && !jumping && leap < 0 && leap >= -SLIGHT) {
            return head.clock;
        }
        if (!jumping) {
            for (Witness witness : witnesses) {
                // it was away while the clock jumped, and comes back beside a track that went there
                boolean met = witness.isBeside()
                        && witness.track().clock != head.clock
                        && witness.track().spans().stream().noneMatch(span -> shared.isTaken(span, piece))
                        && piece.fits(witness.track().clock);
                if (met) {
                    return witness.track().clock;
                }
            }
        }
        if (beside && !jumping && !returned && leap >= -Limits.OVERLAP && !isVisit(piece, leap)) {
            return hole(piece, leap, witnesses);
        }
        Clock former = alone ? null : former(piece, witnesses, leap > ORDINARY ? ORDINARY : 0);
        if (former != null) {
            return former;
        }
        if (!alone
                && !returned
                && leap >= -Limits.OVERLAP
                && leap <= lookahead.longestHole(piece)
                && !isForeign(piece, leap)) {
            return hole(piece, leap, witnesses);
        }
        former = alone ? null : former(piece, witnesses, Math.min(Limits.LATE, lookahead.longestHole(piece)));
        if (former != null) {
            return former;
        }
        return anew(piece, witnesses, alone);
    }

    /** Whether the piece goes on exactly where its track had left another clock, which cannot have it any more. */
    private boolean isResumed(Piece piece) {
        return piece.track.left.entrySet().stream()
                .anyMatch(left -> left.getKey() != piece.track.clock
                        && Math.abs(Ticks.between(left.getValue(), piece.first())) <= Limits.EXACT
                        && !piece.fits(left.getKey()));
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
                    && piece.fits(clock, longest)
                    && witnesses.stream().allMatch(witness -> !witness.jumps() || witness.fits(clock));
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
                        && Math.abs(jump.due() - piece.track.nextDts) <= Limits.PASSED
                        && Math.abs(Ticks.between(jump.raw(), piece.first())) <= 2 * Limits.PASSED;
                Piece next = lookahead.nextBroken(piece);
                boolean taken = next != null
                        && SharedTimes.goesBack(piece, next)
                        && Math.abs(Ticks.between(jump.raw(), next.first()))
                                < Math.abs(Ticks.between(jump.raw(), piece.first()));
                if (same && !taken && piece.fits(jump.clock())) {
                    return jump.clock();
                }
            }
        }
        return null;
    }

    private boolean isAway(Playhead head) {
        boolean here = lookahead.pieces().stream().anyMatch(piece -> piece.track == head);
        return head.lastSegment < timeline.last() && !here && head.nextDts < timeline.end() - AWAY;
    }

    /**
     * Whether the times come back soon: what lies between is not of this clock, though it lies where a hole could be.
     * Where the uploads leave room for one, they must come back to just where they were left.
     */
    private boolean isForeign(Piece piece, long leap) {
        boolean prompt = lookahead.elapsed() != Ticks.NONE && leap <= lookahead.elapsed() + Limits.PROMPT;
        return prompt ? isVisit(piece, leap) : comesBack(piece, leap, piece.length() + Limits.PASSED);
    }

    /** Whether the times come back to just where they were left: nothing is missing before this. */
    private boolean isVisit(Piece piece, long leap) {
        return comesBack(piece, leap, Limits.EXACT);
    }

    /** @param most how far from where they were left, and longer by what else comes until then */
    private boolean comesBack(Piece piece, long leap, long most) {
        Playhead head = piece.track;
        long furthest = most;
        for (int number = 0; number <= Timeline.AHEAD; number++) {
            Cut there = lookahead.cut(number);
            if (there == null) {
                return false;
            }
            for (Piece its : there.pieces) {
                if (its.track == head && !its.placed() && its != piece) {
                    long distance = head.clock.place(its.first()) - head.nextDts;
                    if (its.broken) {
                        return distance >= -Limits.OVERLAP && distance <= furthest && distance < leap;
                    }
                    furthest += most == Limits.EXACT ? 0 : its.length();
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
            common = witness.jumps()
                    ? Math.min(common, clock.place(witness.piece().first()) - witness.nextDts())
                    : 0;
        }
        if (policy == GapPolicy.KEEP || common <= Gaps.LEAST) {
            return clock;
        }
        int before =
                piece.from == 0 ? piece.track.lastSegment : lookahead.segment().index();
        timeline.note(new Gap(
                Gap.ALL,
                piece.track.endPts,
                common,
                false,
                before,
                lookahead.segment().index()));
        return clock.earlierBy(common, lookahead.segment().index());
    }

    private Clock anew(Piece piece, List<Witness> witnesses, boolean alone) {
        Playhead head = piece.track;
        long base = piece.first();
        boolean away = isAway(head) || head.lastSegment < timeline.last() && head.nextDts < timeline.end() - AWAY;
        long due = dueBeside(piece);
        long own = away
                ? timeline.end() - base
                : due > head.nextDts + Limits.PASSED ? due - base : piece.needed(base, head.nextDts, head.lead);
        long inserted = head.nextDts < timeline.end() - AWAY || due > head.nextDts + Limits.PASSED
                ? shared.insertedAt(piece)
                : Ticks.NONE;
        if (inserted != Ticks.NONE) {
            own = Math.max(own, inserted - base - Ticks.between(base, piece.firstPts()));
        }
        long offset = own;
        for (Witness witness : witnesses) {
            if (witness.jumps()) {
                long needed = witness.piece().needed(base, witness.nextDts(), witness.lead());
                offset = needed > own + Limits.PARTED ? offset : Math.max(offset, needed);
            }
        }
        Clock clock = new Clock(lookahead.segment().index(), offset, base, piece.firstPts());
        head.left.forEach((former, left) -> {
            if (Math.abs(Ticks.between(left, base)) <= Limits.EXACT) {
                former.resumed = true;
            }
        });
        long begin = base + Ticks.between(base, piece.firstPts()) + offset;
        timeline.note(new Run(
                head.track,
                begin,
                Ticks.between(piece.due(), base),
                lookahead.segment().index(),
                lookahead.segment().told() || piece.returned(),
                alone));
        return clock;
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
                due = Math.max(due, lookahead.reached(other, piece.arrival()) - skew);
            }
        }
        return due;
    }
}
