package streaming.recording.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** A segment, cut where the clock of a track jumps. */
final class Cut {

    /** In the order of arrival. */
    final List<Piece> pieces = new ArrayList<>();
    /** What is known of each track behind this segment. */
    final Map<Integer, TrackTimes.Before> after;

    private Cut(Map<Integer, TrackTimes.Before> before) {
        after = new HashMap<>(before);
    }

    /**
     * @param left positions of stamps that do not count
     * @param heads the tracks by their number
     * @param before what is known of each track before this segment
     * @param next the segment behind it, null when there is none; asked only when its end is strange
     */
    static Cut of(
            SegmentTimes segment,
            boolean[] left,
            IntFunction<Playhead> heads,
            Map<Integer, TrackTimes.Before> before,
            Supplier<SegmentTimes> next) {
        Cut cut = new Cut(before);
        Map<Integer, List<Integer>> tracks = new LinkedHashMap<>();
        List<Stamp> stamps = segment.stamps();
        for (int at = 0; at < stamps.size(); at++) {
            if (stamps.get(at).isTimed() && !left[at]) {
                tracks.computeIfAbsent(stamps.get(at).track(), none -> new ArrayList<>())
                        .add(at);
            }
        }
        tracks.forEach((track, at) -> cut.add(heads.apply(track), segment, at, next));
        cut.pieces.sort(Comparator.comparingInt(Piece::arrival));
        return cut;
    }

    private void add(Playhead head, SegmentTimes segment, List<Integer> at, Supplier<SegmentTimes> next) {
        List<Stamp> own = new ArrayList<>();
        for (int i = 0; i < at.size(); i++) {
            int until = i + 1 < at.size() ? at.get(i + 1) : segment.stamps().size();
            own.add(segment.stamps().get(at.get(i)).lasting(1 + segment.untimed(head.track, at.get(i), until)));
        }
        TrackTimes times = TrackTimes.of(
                own,
                after.getOrDefault(head.track, TrackTimes.Before.NOTHING),
                () -> following(next.get(), head.track));
        after.put(head.track, times.after());
        int[] positions = at.stream().mapToInt(Integer::intValue).toArray();
        int from = 0;
        for (int i = 1; i <= times.size(); i++) {
            if (i == times.size() || times.broken[i]) {
                pieces.add(new Piece(head, segment.index(), times, positions, from, i, segment.told() && from == 0));
                from = i;
            }
        }
    }

    private static List<Stamp> following(SegmentTimes next, int track) {
        return next == null
                ? List.of()
                : next.stamps().stream()
                        .filter(stamp -> stamp.track() == track && stamp.isTimed())
                        .limit(8)
                        .toList();
    }
}
