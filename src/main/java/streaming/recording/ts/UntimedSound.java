package streaming.recording.ts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.TrackContent.Kind;

/**
 * Sound that never has a time stamp, as of senders that write them for pictures only: it begins with the pictures, and
 * each frame follows the one before it. Where that lies far from the pictures of a segment, some is missing, or their
 * clock is another, and it begins with them again.
 */
public final class UntimedSound {
    /** Sound that lies nearer to its pictures goes on. */
    private static final long NEAR = Ticks.PER_SECOND;
    /** Pictures among which the one that is presented first is looked for. */
    private static final int REORDERED = 32;

    private final Set<OutputTrack> stamped = new HashSet<>();
    private final Map<OutputTrack, Long> next = new HashMap<>();

    /**
     * Gives times to units of one segment.
     *
     * @return units of sound whose time stays unknown: of a track that has time stamps elsewhere
     */
    public List<Unit> time(List<Unit> units) {
        Map<OutputTrack, List<Unit>> untimed = new LinkedHashMap<>();
        for (Unit unit : units) {
            if (unit.track.kind == Kind.AUDIO && unit.isTimed()) {
                stamped.add(unit.track);
            } else if (unit.track.kind == Kind.AUDIO
                    && Codec.of(unit.track.codec).framing() != null) {
                untimed.computeIfAbsent(unit.track, none -> new ArrayList<>()).add(unit);
            }
        }
        List<Unit> unknown = new ArrayList<>();
        untimed.forEach((track, own) -> {
            if (stamped.contains(track)) {
                unknown.addAll(own);
            } else {
                follow(track, own, start(track, units));
            }
        });
        return unknown;
    }

    private long start(OutputTrack track, List<Unit> units) {
        long pictures = units.stream()
                .filter(unit -> unit.track.kind == Kind.VIDEO && unit.isTimed())
                .limit(REORDERED)
                .mapToLong(unit -> unit.pts)
                .reduce((one, other) -> Ticks.between(one, other) < 0 ? other : one)
                .orElse(Ticks.NONE);
        long due = next.getOrDefault(track, pictures == Ticks.NONE ? 0 : pictures);
        boolean near = pictures == Ticks.NONE || Math.abs(Ticks.between(due, pictures)) <= NEAR;
        return near ? due : pictures;
    }

    private void follow(OutputTrack track, List<Unit> own, long start) {
        long time = start;
        for (Unit unit : own) {
            unit.pts = time;
            unit.dts = time;
            track.repaired += unit.count;
            time = Ticks.wrapped(time + unit.ticks);
        }
        next.put(track, time);
    }
}
