package streaming.recording.join;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import streaming.recording.timeline.Gap;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.timeline.SegmentTimes;
import streaming.recording.timeline.Stamp;
import streaming.recording.timeline.Ticks;
import streaming.recording.timeline.Timeline;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;

/**
 * Where the segments of a live recording lie in time, from what the ledger knows of them: first and last presentation
 * of each track, placed on the timeline as one unit each. It tells what is missing so far; the join, which reads every
 * unit, decides.
 *
 * @param length ticks from the first presentation to the end of the last
 * @param holes time for which there is no segment; before and after are places in the order
 * @param tracks in the order in which they appeared
 */
record LiveTimeline(long length, List<JoinResult.Hole> holes, List<Track> tracks) {

    /** The nth track of its kind. */
    private record Key(TrackContent.Kind kind, int nth) {}

    /** The segments with media, one after the other; those ahead are read when they are asked for. */
    private static final class Times {
        private final List<CapturedSegment> order;
        private final Function<SegmentContent, List<Stamp>> stamps;
        private final List<SegmentTimes> ahead = new ArrayList<>();
        private CapturedSegment before;
        private int place;

        Times(List<CapturedSegment> order, Function<SegmentContent, List<Stamp>> stamps) {
            this.order = order;
            this.stamps = stamps;
        }

        /** Null when there is none. */
        SegmentTimes next() {
            SegmentTimes next = ahead(1);
            if (next != null) {
                ahead.remove(0);
            }
            return next;
        }

        /** @param number 1 for the next one; null when there is none */
        SegmentTimes ahead(int number) {
            while (ahead.size() < number && place < order.size()) {
                CapturedSegment captured = order.get(place);
                if (captured.content().hasMedia()) {
                    JoinSegment segment = captured.behind(before);
                    ahead.add(new SegmentTimes(
                            place,
                            segment.discontinuity(),
                            segment.uploaded(),
                            segment.next(),
                            false,
                            stamps.apply(captured.content())));
                }
                before = captured;
                place++;
            }
            return ahead.size() < number ? null : ahead.get(number - 1);
        }
    }

    /** One track. */
    record Track(TrackContent.Kind kind, String codec, TrackCoverage coverage) {}

    /** @param order of the broadcast; segments without media take no time */
    static LiveTimeline of(List<CapturedSegment> order, GapPolicy policy) {
        Map<Key, Integer> numbers = new LinkedHashMap<>();
        List<String> codecs = new ArrayList<>();
        Times times = new Times(order, content -> stamps(content, numbers, codecs));
        Timeline timeline = new Timeline(policy);
        int last = -1;
        for (SegmentTimes segment = times.next(); segment != null; segment = times.next()) {
            timeline.place(segment, times::ahead);
            last = segment.index();
        }
        long start = timeline.start() == Ticks.NONE ? 0 : timeline.start();
        long length = numbers.values().stream().mapToLong(timeline::end).max().orElse(start) - start;
        List<JoinResult.Hole> holes = timeline.commonGaps().stream()
                .map(gap -> JoinLog.hole(gap, start))
                .toList();
        int newest = last;
        List<Track> tracks = new ArrayList<>();
        numbers.forEach((key, number) -> tracks.add(new Track(
                key.kind,
                codecs.get(number),
                coverage(
                        timeline.trackGaps().stream()
                                .filter(gap -> gap.track() == number)
                                .toList(),
                        holes,
                        start,
                        length,
                        newest))));
        return new LiveTimeline(length, holes, tracks);
    }

    private static List<Stamp> stamps(SegmentContent content, Map<Key, Integer> numbers, List<String> codecs) {
        Map<TrackContent.Kind, Integer> nth = new EnumMap<>(TrackContent.Kind.class);
        List<Stamp> stamps = new ArrayList<>();
        for (TrackContent track : content.tracks()) {
            if (track.isMedia() && track.length() > 0) {
                int number = numbers.computeIfAbsent(
                        new Key(track.kind(), nth.merge(track.kind(), 1, Integer::sum)), added -> {
                            codecs.add(track.codec());
                            return codecs.size() - 1;
                        });
                stamps.add(new Stamp(
                        number, false, track.firstPts(), track.firstPts(), track.length(), (int) track.accessUnits()));
            }
        }
        return stamps;
    }

    /** What a track is only behind the others still comes; and holes that were closed are missing all the same. */
    private static TrackCoverage coverage(
            List<Gap> gaps, List<JoinResult.Hole> holes, long start, long length, int last) {
        List<TrackCoverage.Hole> own = new ArrayList<>();
        gaps.stream()
                .filter(gap -> gap.after() >= 0 || gap.before() < last)
                .forEach(gap -> own.add(new TrackCoverage.Hole(gap.from() - start, gap.length(), true)));
        holes.stream()
                .filter(hole -> !hole.kept())
                .forEach(hole -> own.add(new TrackCoverage.Hole(hole.position(), hole.length(), false)));
        return TrackCoverage.of(
                length
                        + holes.stream()
                                .filter(hole -> !hole.kept())
                                .mapToLong(JoinResult.Hole::length)
                                .sum(),
                own);
    }
}
