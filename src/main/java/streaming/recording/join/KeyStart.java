package streaming.recording.join;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import streaming.recording.ts.OutputTrack;
import streaming.recording.ts.TrackContent.Kind;
import streaming.recording.ts.Unit;

/**
 * A video track begins with a picture that can be decoded alone; what comes before it is left out and reported. Where
 * no picture is marked as one, one of intra slices is taken for it; an encoder without those does not cost the
 * recording its pictures: the track begins with its first.
 */
final class KeyStart {
    /** After so many segments with pictures and without a key picture, none is waited for any more. */
    private static final int PATIENCE = 3;

    private final Set<OutputTrack> begun = new HashSet<>();
    private final List<OutputTrack> waited = new ArrayList<>();

    void apply(LoadedSegment loaded, JoinLog log) {
        Set<OutputTrack> waiting = new HashSet<>();
        for (Unit unit : loaded.units.all()) {
            if (unit.track.kind == Kind.VIDEO && !begun.contains(unit.track)) {
                waiting.add(unit.track);
            }
        }
        for (OutputTrack track : waiting) {
            List<Unit> own = loaded.units.all().stream()
                    .filter(unit -> unit.track == track)
                    .toList();
            Unit first = first(track, own);
            if (first != null) {
                begun.add(track);
            }
            boolean passed = false;
            for (Unit unit : own) {
                passed |= unit == first;
                if (!passed) {
                    track.learn(unit);
                    log.dropped(unit.segment, track, unit.count, JoinLog.BEFORE_KEY);
                    unit.leftOut = true;
                }
            }
        }
        loaded.units.all().removeIf(unit -> unit.leftOut);
    }

    /** The time of a picture stands on the first PES packet of it only, which may hold nothing but a delimiter. */
    private static boolean isHeadOf(Unit before, Unit unit) {
        return !unit.isTimed() && before.isTimed() && before.count == 0;
    }

    private Unit first(OutputTrack track, List<Unit> own) {
        for (int at = 0; at < own.size(); at++) {
            if (own.get(at).key) {
                return beginning(own, at);
            }
        }
        for (int at = 0; at < own.size(); at++) {
            if (own.get(at).intra) {
                return beginning(own, at);
            }
        }
        waited.add(track);
        boolean enough = waited.stream().filter(one -> one == track).count() >= PATIENCE;
        return enough && !own.isEmpty() ? own.get(0) : null;
    }

    /** Long messages and parameter sets may fill PES packets of their own before the first slice. */
    private static Unit beginning(List<Unit> own, int key) {
        int at = key;
        while (at > 0 && (own.get(at).goesOn || isHeadOf(own.get(at - 1), own.get(at)))) {
            at--;
        }
        return own.get(own.get(at).aligned ? at : key);
    }
}
