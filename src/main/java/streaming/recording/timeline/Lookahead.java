package streaming.recording.timeline;

import java.util.ArrayList;
import java.util.List;

/** The segment that is being placed, cut, and those behind it as far as they are asked for. */
final class Lookahead {
    /** The longest hole when nothing is known of uploads. */
    private static final long LONGEST = 3600 * Ticks.PER_SECOND;

    /** A track that begins so much before what another brings begins beside it: a healthy start reads nothing ahead. */
    private static final long BESIDE = 6 * Ticks.PER_SECOND;

    private final Timeline timeline;
    private SegmentTimes segment;
    private Cut cut;
    private Timeline.Ahead ahead;
    private long elapsed;
    private final List<Cut> later = new ArrayList<>();

    Lookahead(Timeline timeline) {
        this.timeline = timeline;
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

    /** The one that is being placed. */
    SegmentTimes segment() {
        return segment;
    }

    /** Ticks between the uploads of the segment before and this one; {@link Ticks#NONE} when not known. */
    long elapsed() {
        return elapsed;
    }

    boolean isLast() {
        return ahead.segment(1) == null;
    }

    List<Piece> pieces() {
        return cut.pieces;
    }

    /** The second stands for the first from now on. */
    void replace(Piece piece, Piece other) {
        cut.pieces.set(cut.pieces.indexOf(piece), other);
    }

    /**
     * @param number 0 for the segment that is being placed
     * @return null when there is none, or it is further than {@link Timeline#AHEAD}
     */
    Cut cut(int number) {
        return number == 0 ? cut : number > Timeline.AHEAD ? null : later(number);
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

    /** Where the track of a piece jumps next; null when it does not soon. */
    Piece nextBroken(Piece piece) {
        for (int number = 0; number <= Timeline.AHEAD; number++) {
            Cut there = cut(number);
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
     * Where a track was, and where it goes on to until its clock changes.
     *
     * @param piece that asks; when it is the first of its track, no more is read than it needs
     * @param jumps also where it will be then, if it follows right behind
     */
    List<Span> spans(Playhead track, boolean jumps, Piece piece) {
        List<Span> spans = new ArrayList<>(track.spans());
        Span last = spans.remove(spans.size() - 1);
        long next = track.nextDts;
        boolean jumped = false;
        for (int number = 0; number <= Timeline.AHEAD; number++) {
            Cut there = cut(number);
            if (there == null) {
                break;
            }
            for (Piece its : there.pieces) {
                if (its.track != track || its.placed()) {
                    continue;
                }
                long leap = last.clock().place(its.first()) - next;
                boolean jump = its.broken && (leap < -Limits.OVERLAP || leap > longestHole(its));
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
            if (!piece.track.started() && last.has(piece.firstPts(), BESIDE)) {
                break;
            }
        }
        spans.add(last);
        return spans;
    }

    /** How far another track has come when a unit arrives. */
    long reached(Playhead other, int arrival) {
        long reached = other.nextDts;
        for (Piece its : cut.pieces) {
            if (its.track == other && its.placed()) {
                reached = its.clock.place(its.reached(arrival));
            }
        }
        return reached;
    }

    /** How much time may be missing before this piece. */
    long longestHole(Piece piece) {
        if (elapsed == Ticks.NONE) {
            return piece.told ? Limits.LATE : LONGEST;
        }
        boolean told = piece.told || segment.told();
        return elapsed + (!segment.next() ? Limits.LATE : told ? Limits.TOLD : Limits.PROMPT);
    }
}
