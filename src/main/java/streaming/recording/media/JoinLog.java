package streaming.recording.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import streaming.recording.media.TrackContent.Kind;

/** Notes while joining what the {@link JoinResult} will tell. */
final class JoinLog {
    static final String ABSENT = "absent file";

    private record Cause(int segment, int track, String reason) {
    }

    private final Map<Cause, Long> dropped = new LinkedHashMap<>();
    private final List<JoinResult.Unreadable> unreadable = new ArrayList<>();
    private final List<Integer> repeated = new ArrayList<>();
    private final List<JoinResult.Hole> holes = new ArrayList<>();
    private final List<JoinResult.Run> runs = new ArrayList<>();
    private final List<JoinResult.Change> changes = new ArrayList<>();

    /** @param track null when the track was not planned */
    void dropped(int segment, OutputTrack track, long units, String reason) {
        dropped.merge(new Cause(segment, track == null ? -1 : track.index, reason), units, Long::sum);
    }

    void unreadable(int segment, String reason) {
        unreadable.add(new JoinResult.Unreadable(segment, reason));
    }

    void repeated(int segment) {
        repeated.add(segment);
    }

    void hole(long position, long length, boolean kept, int before, int after) {
        holes.add(new JoinResult.Hole(position, length, kept, before, after));
    }

    void run(long position, long jump, int segment) {
        runs.add(new JoinResult.Run(position, jump, segment));
    }

    void change(OutputTrack track, long position, int segment, String from, String to) {
        changes.add(new JoinResult.Change(track.index, track.kind, position, segment, from, to));
    }

    JoinResult result(List<OutputTrack> outputTracks) {
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        long last = 0;
        long video = Ticks.NONE;
        long audio = Ticks.NONE;
        for (OutputTrack track : outputTracks) {
            if (track.startPts != Ticks.NONE) {
                start = Math.min(start, track.startPts);
                last = track.endPts > end ? track.endPts - track.lastPts : last;
                end = Math.max(end, track.endPts);
                video = track.kind == Kind.VIDEO && video == Ticks.NONE ? track.endPts : video;
                audio = track.kind == Kind.AUDIO && audio == Ticks.NONE ? track.endPts : audio;
            }
        }
        List<JoinResult.Track> tracks = new ArrayList<>();
        for (OutputTrack track : outputTracks) {
            boolean given = track.startPts != Ticks.NONE;
            tracks.add(new JoinResult.Track(track.kind, track.codec, track.packets,
                    given ? track.startPts - start : 0, given ? track.endPts - start : 0));
        }
        List<JoinResult.Dropped> drops = new ArrayList<>();
        dropped.forEach((cause, count) -> drops.add(new JoinResult.Dropped(cause.segment, cause.track, count, cause.reason)));
        long skew = video == Ticks.NONE || audio == Ticks.NONE ? 0 : video - audio;
        return new JoinResult(List.copyOf(tracks), List.copyOf(drops), List.copyOf(unreadable), List.copyOf(repeated),
                List.copyOf(holes), List.copyOf(runs), List.copyOf(changes), end == Long.MIN_VALUE ? 0 : end - start, last, skew);
    }
}
