package streaming.recording.timeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A broadcast as the timeline places it, and how far that is from what was published. */
final class Arranged {

    /** Pictures that were published with some sound. */
    private static final long NEAR = 15_000;

    private record Given(TimedBroadcast.Published unit, long pts, long dts) {}

    private final Timeline timeline;
    private final List<Given> given = new ArrayList<>();
    private int published;

    Arranged(TimedBroadcast broadcast, boolean uploads) {
        this(broadcast, uploads, GapPolicy.KEEP);
    }

    Arranged(TimedBroadcast broadcast, boolean uploads, GapPolicy policy) {
        timeline = new Timeline(policy);
        List<TimedBroadcast.Segment> segments = broadcast.segments;
        for (int i = 0; i < segments.size(); i++) {
            int here = i;
            Placed placed = timeline.place(
                    segments.get(i).times(i, uploads),
                    number -> here + number < segments.size()
                            ? segments.get(here + number).times(here + number, uploads)
                            : null);
            List<TimedBroadcast.Published> units = segments.get(i).units;
            published += segments.get(i).repeats ? 0 : units.size();
            for (int at = 0; at < units.size(); at++) {
                if (!placed.whole() && !placed.repeated()[at]) {
                    given.add(new Given(units.get(at), placed.pts()[at], placed.dts()[at]));
                }
            }
        }
    }

    Timeline timeline() {
        return timeline;
    }

    int given() {
        return given.size();
    }

    int published() {
        return published;
    }

    /** How far the presentation of units of a track moved against one another, ticks. */
    long moved(int track) {
        long least = given.stream()
                .filter(unit -> unit.unit.track() == track)
                .mapToLong(unit -> unit.pts - unit.unit.content())
                .min()
                .orElse(0);
        return given.stream()
                        .filter(unit -> unit.unit.track() == track)
                        .mapToLong(unit -> unit.pts - unit.unit.content())
                        .max()
                        .orElse(0)
                - least;
    }

    /** Whether the decoding times of each track grow and no unit is presented before it is decoded. */
    boolean inOrder() {
        Map<Integer, Long> last = new HashMap<>();
        for (Given unit : given) {
            Long before = last.put(unit.unit.track(), unit.dts);
            if (before != null && before >= unit.dts || unit.pts < unit.dts) {
                return false;
            }
        }
        return true;
    }

    /** From the first presentation to the end of the last, ticks. */
    long length() {
        long end = Math.max(timeline.end(TimedBroadcast.VIDEO), timeline.end(TimedBroadcast.AUDIO));
        return end - timeline.start();
    }

    /** The largest distance between sound and the picture that was published with it, beyond what it was, in ticks. */
    long apart() {
        Map<Integer, TreeMap<Long, Long>> pictures = new HashMap<>();
        for (Given unit : given) {
            if (unit.unit.track() == TimedBroadcast.VIDEO) {
                pictures.computeIfAbsent(unit.unit.programme(), none -> new TreeMap<>())
                        .put(unit.unit.content(), unit.pts - unit.unit.content());
            }
        }
        long apart = 0;
        for (Given unit : given) {
            TreeMap<Long, Long> shifts = pictures.get(unit.unit.programme());
            if (unit.unit.track() == TimedBroadcast.AUDIO && shifts != null) {
                long shift = unit.pts - unit.unit.content();
                long content = unit.unit.content();
                long nearest = Long.MAX_VALUE;
                for (long picture :
                        shifts.subMap(content - NEAR, content + NEAR).values()) {
                    nearest = Math.min(nearest, Math.abs(shift - picture));
                }
                apart = nearest == Long.MAX_VALUE ? apart : Math.max(apart, nearest);
            }
        }
        return apart;
    }

    @Override
    public String toString() {
        return "runs " + timeline.runs() + " gaps " + timeline.trackGaps() + " length " + length();
    }
}
