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
 * first packet that it sees from beyond. So no track may still bring a unit from before; and since ffmpeg keeps the
 * last pictures back until the next ones have come, those come first.
 */
final class WrapOrder {
    /** Pictures after which ffmpeg has surely let go of the last one from before. */
    private static final int PICTURES = 4;

    private final List<Unit> waiting = new ArrayList<>();
    private long round;

    /** Puts the units of one segment in order; those from beyond the wrap wait for the next segment. */
    void arrange(Deque<Unit> due) {
        boolean beyond = due.stream().anyMatch(unit -> roundOf(unit) > round);
        if (!beyond && waiting.isEmpty()) {
            return;
        }
        List<Unit> before = new ArrayList<>();
        List<Unit> after = new ArrayList<>(waiting);
        Set<OutputTrack> crossed = new HashSet<>();
        for (Unit unit : due) {
            if (roundOf(unit) > round) {
                crossed.add(unit.track);
            }
            (crossed.contains(unit.track) ? after : before).add(unit);
        }
        due.clear();
        due.addAll(before);
        if (waiting.isEmpty()) {
            after.forEach(Unit::keep);
            waiting.addAll(after);
        } else {
            release(after, due);
        }
    }

    /** Nothing more comes. */
    void finish(Deque<Unit> due) {
        if (!waiting.isEmpty()) {
            release(new ArrayList<>(waiting), due);
        }
    }

    private void release(List<Unit> after, Deque<Unit> due) {
        List<Unit> pictures = after.stream()
                .filter(unit -> unit.track.kind == Kind.VIDEO)
                .limit(PICTURES)
                .toList();
        due.addAll(pictures);
        after.removeAll(pictures);
        due.addAll(after);
        waiting.clear();
        round++;
    }

    private long roundOf(Unit unit) {
        return unit.isTimed() ? Math.floorDiv(unit.outDts, Ticks.WRAP) : round;
    }
}
