package streaming.recording.join;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** One track. */
    record Track(TrackContent.Kind kind, String codec, TrackCoverage coverage) {}

    /** @param order of the broadcast; segments without media take no time */
    static LiveTimeline of(List<CapturedSegment> order, GapPolicy policy) {
        Map<Key, Integer> numbers = new LinkedHashMap<>();
        List<String> codecs = new ArrayList<>();
        List<SegmentTimes> times = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i).content().hasMedia()) {
                JoinSegment segment = order.get(i).behind(i == 0 ? null : order.get(i - 1));
                times.add(new SegmentTimes(
                        i,
                        segment.discontinuity(),
                        segment.uploaded(),
                        segment.next(),
                        false,
                        stamps(order.get(i).content(), numbers, codecs)));
            }
        }
        Timeline timeline = new Timeline(policy);
        for (int i = 0; i < times.size(); i++) {
            int here = i;
            timeline.place(times.get(i), number -> here + number < times.size() ? times.get(here + number) : null);
        }
        long start = timeline.start() == Ticks.NONE ? 0 : timeline.start();
        long length = numbers.values().stream().mapToLong(timeline::end).max().orElse(start) - start;
        List<JoinResult.Hole> holes = timeline.commonGaps().stream()
                .map(gap -> JoinLog.hole(gap, start))
                .toList();
        int last = times.isEmpty() ? -1 : times.get(times.size() - 1).index();
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
                        last))));
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
