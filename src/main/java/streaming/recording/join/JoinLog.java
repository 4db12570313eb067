package streaming.recording.join;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import streaming.recording.timeline.Gap;
import streaming.recording.timeline.Run;
import streaming.recording.timeline.Ticks;
import streaming.recording.timeline.Timeline;
import streaming.recording.ts.OutputTrack;
import streaming.recording.ts.TrackContent.Kind;
import streaming.recording.ts.Unrecorded;

/** Notes while joining what the {@link JoinResult} will tell. */
final class JoinLog {
    static final String ABSENT = "absent file";
    static final String REPEATED = "repeated";
    static final String BEFORE_KEY = "before the first key frame";

    private record Cause(int segment, int track, String reason) {}

    /** A broadcast of a month may be broken in each of its segments. */
    private static final int MOST_CAUSES = 100_000;

    private final Map<Cause, Long> dropped = new LinkedHashMap<>();
    private final Map<Cause, Cause> later = new HashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private final List<JoinResult.Unreadable> unreadable = new ArrayList<>();
    private final List<Integer> repeated = new ArrayList<>();
    private final Map<Integer, Unrecorded> unrecorded = new TreeMap<>();
    private final List<JoinResult.Change> changes = new ArrayList<>();

    /** @param track null when the track was not planned */
    void dropped(int segment, OutputTrack track, long units, String reason) {
        Cause cause = new Cause(segment, track == null ? -1 : track.index, reason);
        if (dropped.size() >= MOST_CAUSES && !dropped.containsKey(cause)) {
            // the sum stays right: it is told of the first segment beyond
            cause = later.computeIfAbsent(
                    new Cause(-1, cause.track, reason), any -> new Cause(segment, any.track, reason));
        }
        dropped.merge(cause, units, Long::sum);
    }

    /** What is carried and not recorded, as far as it is known by now. */
    void unrecorded(Unrecorded found) {
        unrecorded.merge(found.pid(), found, (before, now) -> now.packets() >= before.packets() ? now : before);
    }

    void unreadable(int segment, String reason) {
        unreadable.add(new JoinResult.Unreadable(segment, reasons.computeIfAbsent(reason, same -> same)));
    }

    void repeated(int segment) {
        if (repeated.isEmpty() || repeated.get(repeated.size() - 1) != segment) {
            repeated.add(segment);
        }
    }

    /** @param position on the timeline, ticks */
    void change(OutputTrack track, long position, int segment, String from, String to) {
        changes.add(new JoinResult.Change(track.index, track.kind, position, segment, from, to));
    }

    JoinResult result(List<OutputTrack> outputTracks, Timeline timeline) {
        long start = timeline.start() == Ticks.NONE ? 0 : timeline.start();
        long end = start;
        long last = 0;
        long video = Ticks.NONE;
        long audio = Ticks.NONE;
        List<JoinResult.Track> tracks = new ArrayList<>();
        for (OutputTrack track : outputTracks) {
            long trackEnd = timeline.end(track.index);
            boolean given = trackEnd != Ticks.NONE;
            List<JoinResult.Hole> holes = timeline.trackGaps().stream()
                    .filter(gap -> gap.track() == track.index)
                    .map(gap -> hole(gap, start))
                    .toList();
            tracks.add(new JoinResult.Track(
                    track.kind,
                    track.codec,
                    track.packets,
                    track.repaired,
                    given ? timeline.start(track.index) - start : 0,
                    given ? trackEnd - start : 0,
                    holes));
            if (given) {
                last = trackEnd > end ? trackEnd - timeline.lastPresentation(track.index) : last;
                end = Math.max(end, trackEnd);
                boolean goesOn = track.follows != null && track.follows.packets > 0;
                video = track.kind == Kind.VIDEO && (video == Ticks.NONE || goesOn) ? Math.max(video, trackEnd) : video;
                audio = track.kind == Kind.AUDIO && (audio == Ticks.NONE || goesOn) ? Math.max(audio, trackEnd) : audio;
            }
        }
        List<JoinResult.Dropped> drops = new ArrayList<>();
        dropped.forEach(
                (cause, count) -> drops.add(new JoinResult.Dropped(cause.segment, cause.track, count, cause.reason)));
        List<JoinResult.Run> runs = new ArrayList<>();
        for (Run run : timeline.runs()) {
            if (run.alone()) {
                drops.add(new JoinResult.Dropped(
                        run.segment(),
                        run.track(),
                        0,
                        "clock apart from the other tracks by " + run.jump() + " ticks"));
            } else {
                runs.add(new JoinResult.Run(run.position() - start, run.jump(), run.segment(), run.told()));
            }
        }
        List<JoinResult.Change> changed = changes.stream()
                .map(change -> new JoinResult.Change(
                        change.track(),
                        change.kind(),
                        change.position() - start,
                        change.segment(),
                        change.from(),
                        change.to()))
                .toList();
        long skew = video == Ticks.NONE || audio == Ticks.NONE ? 0 : video - audio;
        return new JoinResult(
                List.copyOf(tracks),
                List.copyOf(drops),
                List.copyOf(unreadable),
                List.copyOf(repeated),
                timeline.commonGaps().stream().map(gap -> hole(gap, start)).toList(),
                List.copyOf(runs),
                changed,
                List.copyOf(unrecorded.values()),
                end - start,
                last,
                skew);
    }

    static JoinResult.Hole hole(Gap gap, long start) {
        return new JoinResult.Hole(gap.from() - start, gap.length(), gap.kept(), gap.before(), gap.after());
    }
}
