package streaming.recording.media;

import streaming.recording.timeline.GapPolicy;
import streaming.recording.timeline.Ticks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the segments of a live recording lie in time, from what the ledger knows of them: first and last presentation of each track.
 * It tells what is missing so far; the join, which reads every unit, decides.
 *
 * @param length ticks from the first presentation to the end of the last
 * @param holes  time for which there is no segment; before and after are places in the order
 * @param tracks in the order in which they appeared
 */
record LiveTimeline(long length, List<JoinResult.Hole> holes, List<Track> tracks) {

    /** A shorter step is how a packager cuts. */
    private static final long HOLE = Ticks.PER_SECOND / 10;
    /** So much may sound lie behind pictures in a file: the next segment begins before the last one has ended. */
    private static final long OVERLAP = 5 * Ticks.PER_SECOND;
    /** A step that is longer than the time between two uploads by more than this is another clock; so is one after a told discontinuity. */
    private static final long LOST = 60 * Ticks.PER_SECOND;

    /** The nth track of its kind. */
    private record Key(TrackContent.Kind kind, int nth) {
    }

    /** One track. */
    record Track(TrackContent.Kind kind, String codec, TrackCoverage coverage) {
    }

    private static final class Growing {
        private final String codec;
        private final List<TrackCoverage.Hole> holes = new ArrayList<>();
        private long end;
        private int last;

        private Growing(String codec) {
            this.codec = codec;
        }
    }

    /** @param order of the broadcast; segments without media take no time */
    static LiveTimeline of(List<CapturedSegment> order, GapPolicy policy) {
        List<JoinResult.Hole> holes = new ArrayList<>();
        Map<Key, Growing> tracks = new LinkedHashMap<>();
        long position = 0;
        long length = 0;
        int before = -1;
        for (int i = 0; i < order.size(); i++) {
            SegmentContent content = order.get(i).content();
            if (content.hasMedia()) {
                if (before >= 0) {
                    SegmentContent previous = order.get(before).content();
                    long gap = Ticks.between(previous.end(), content.start());
                    boolean oneClock = gap >= -OVERLAP && gap <= longest(order.get(before), order.get(i));
                    position += oneClock ? Math.max(0, Ticks.between(previous.start(), content.start())) : previous.length();
                    if (oneClock && gap > HOLE) {
                        boolean kept = policy == GapPolicy.KEEP;
                        long at = position - gap;
                        holes.add(new JoinResult.Hole(at, gap, kept, before, i));
                        if (!kept) {
                            position = at;
                            tracks.values().forEach(track -> track.holes.add(new TrackCoverage.Hole(at, gap, false)));
                        }
                    }
                }
                place(content, position, i, tracks);
                length = Math.max(length, position + content.length());
                before = i;
            }
        }
        return new LiveTimeline(length, List.copyOf(holes), tracks(tracks, length, before, holes));
    }

    /** How much media time can be missing between two segments. */
    private static long longest(CapturedSegment before, CapturedSegment segment) {
        if (segment.behind(before).discontinuity()) {
            return LOST;
        }
        Duration between = Duration.between(before.lastModified(), segment.lastModified());
        long uploads = between.isNegative() ? 0 : between.toMillis() * Ticks.PER_SECOND / 1000;
        return uploads + LOST;
    }

    private static void place(SegmentContent content, long position, int index, Map<Key, Growing> tracks) {
        Map<TrackContent.Kind, Integer> numbers = new EnumMap<>(TrackContent.Kind.class);
        for (TrackContent track : content.tracks()) {
            if (track.isMedia()) {
                Key key = new Key(track.kind(), numbers.merge(track.kind(), 1, Integer::sum));
                boolean first = !tracks.containsKey(key);
                Growing growing = tracks.computeIfAbsent(key, appeared -> new Growing(track.codec()));
                long from = position + Ticks.between(content.start(), track.firstPts());
                if (from - growing.end > (first ? TrackCoverage.SKEW : HOLE)) {
                    growing.holes.add(new TrackCoverage.Hole(growing.end, from - growing.end, true));
                }
                growing.end = Math.max(growing.end, from + track.length());
                growing.last = index;
            }
        }
    }

    private static List<Track> tracks(Map<Key, Growing> tracks, long length, int last, List<JoinResult.Hole> holes) {
        long closed = holes.stream().filter(hole -> !hole.kept()).mapToLong(JoinResult.Hole::length).sum();
        List<Track> all = new ArrayList<>();
        tracks.forEach((key, track) -> {
            // what is only behind the other tracks still comes
            if (track.last < last && length - track.end > HOLE) {
                track.holes.add(new TrackCoverage.Hole(track.end, length - track.end, true));
            }
            all.add(new Track(key.kind, track.codec, TrackCoverage.of(length + closed, track.holes)));
        });
        return List.copyOf(all);
    }
}
