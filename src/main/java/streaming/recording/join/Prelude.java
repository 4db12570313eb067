package streaming.recording.join;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import streaming.recording.ts.OutputTrack;
import streaming.recording.ts.Unit;

/**
 * The first units of tracks that start late, to be sent ahead with the times that they will have: ffmpeg learns the
 * decoder setting of every track from the first bytes, and writes no MP4 when one stays unknown ({@code -probesize},
 * {@code -analyzeduration}).
 */
final class Prelude {
    /** A picture is complete for ffmpeg when the next one begins; one more is for good measure. */
    private static final int UNITS = 3;
    /** Within so many bytes ffmpeg finds a track by itself. */
    private static final int SOON = 1 << 20;

    private Prelude() {}

    /** @param tracks those of the plan under which the segments are joined here, once, only to learn this */
    static List<Unit> of(SegmentJoin join, List<OutputTrack> tracks) throws IOException {
        List<Unit> prelude = new ArrayList<>();
        int[] found = new int[tracks.size()];
        long wanted = UNITS * tracks.stream().filter(track -> track.late).count();
        for (Unit unit = join.next(); unit != null && prelude.size() < wanted; unit = join.next()) {
            if (unit.track.late && unit.isTimed() && found[unit.track.index] < UNITS) {
                found[unit.track.index]++;
                unit.keep();
                prelude.add(unit);
            }
        }
        return prelude;
    }

    /**
     * Within the first segment, brings the first units of a track forward that would come after many bytes of others.
     */
    static void bringForward(Deque<Unit> due, List<OutputTrack> tracks) {
        long[] before = new long[tracks.size()];
        int[] found = new int[tracks.size()];
        List<Unit> forward = new ArrayList<>();
        long bytes = 0;
        for (Unit unit : due) {
            int index = unit.track.index;
            before[index] = found[index] == 0 ? bytes : before[index];
            if (found[index]++ < UNITS && before[index] > SOON) {
                forward.add(unit);
            }
            bytes += unit.length;
        }
        if (!forward.isEmpty()) {
            Deque<Unit> rest = new ArrayDeque<>(due);
            rest.removeAll(forward);
            due.clear();
            due.addAll(forward);
            due.addAll(rest);
        }
    }
}
