package streaming.recording.join;

import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.OutputTrack;
import streaming.recording.ts.TrackContent.Kind;
import streaming.recording.ts.Unit;

/**
 * Where the 33-bit clock of the output starts again, after 26.5 hours, ffmpeg moves the offset of all tracks at the
 * first packet that it sees from beyond, by what it guesses of when that was due: the rate of pictures is known, the
 * length of a frame of sound is not for each codec. So no track may still bring a unit from before; and since ffmpeg
 * keeps the last pictures back until the next ones have come, those come first, however many segments they fill.
 */
final class WrapOrder {
    /** Pictures after which ffmpeg has surely let go of the last one from before. */
    private static final int PICTURES = 4;
    /** So many segments are waited for pictures, of a broadcast that shows one in a while. */
    private static final int MOST_SEGMENTS = 30;
    /** Bytes that wait, at most, and one segment. */
    private static final int MOST_BYTES = 32 << 20;

    private final List<Unit> waiting = new ArrayList<>();
    private long round;
    private boolean shows;
    private int segments;
    private long bytes;

    /** Puts the units of one segment in order; those from beyond the wrap wait for the next segments. */
    void arrange(Deque<Unit> due) {
        shows = shows || due.stream().anyMatch(WrapOrder::isPicture);
        boolean beyond = due.stream().anyMatch(unit -> roundOf(unit) > round);
        if (due.isEmpty() || !beyond && waiting.isEmpty()) {
            return;
        }
        List<Unit> before = new ArrayList<>();
        List<Unit> after = new ArrayList<>();
        Set<OutputTrack> crossed = new HashSet<>();
        waiting.forEach(unit -> crossed.add(unit.track));
        for (Unit unit : due) {
            if (roundOf(unit) > round) {
                crossed.add(unit.track);
            }
            (crossed.contains(unit.track) ? after : before).add(unit);
        }
        due.clear();
        due.addAll(before);
        boolean first = waiting.isEmpty();
        waiting.addAll(after);
        if (!first && isEnough()) {
            release(due);
        } else {
            after.forEach(Unit::keep);
            bytes += after.stream().mapToLong(unit -> unit.length).sum();
            segments++;
        }
    }

    private boolean isEnough() {
        return !shows
                || segments >= MOST_SEGMENTS
                || bytes > MOST_BYTES
                || waiting.stream().filter(WrapOrder::isPicture).limit(PICTURES).count() == PICTURES;
    }

    /** Nothing more comes. */
    void finish(Deque<Unit> due) {
        if (!waiting.isEmpty()) {
            release(due);
        }
    }

    private void release(Deque<Unit> due) {
        List<Unit> pictures =
                waiting.stream().filter(WrapOrder::isPicture).limit(PICTURES).toList();
        due.addAll(pictures);
        waiting.removeAll(pictures);
        due.addAll(waiting);
        waiting.clear();
        round++;
        segments = 0;
        bytes = 0;
    }

    private static boolean isPicture(Unit unit) {
        return unit.track.kind == Kind.VIDEO;
    }

    private long roundOf(Unit unit) {
        return unit.isTimed() ? Math.floorDiv(unit.outDts, Ticks.WRAP) : round;
    }
}
