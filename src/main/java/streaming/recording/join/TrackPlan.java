package streaming.recording.join;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.ElementaryStream;
import streaming.recording.ts.OutputTrack;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;

/**
 * The tracks of the joined stream: all that appear in any segment. A program map that stays the same from the first
 * byte is what lets ffmpeg take a track that starts late.
 */
final class TrackPlan {
    /** Two tracks that are there together for less than this follow one another, in ticks. */
    private static final long AT_ONCE = Ticks.PER_SECOND / 4;

    private final List<OutputTrack> tracks = new ArrayList<>();

    /** @param contents what the segments hold, in their order */
    static TrackPlan of(Iterable<SegmentContent> contents) {
        TrackPlan plan = new TrackPlan();
        boolean first = true;
        for (SegmentContent content : contents) {
            for (List<ElementaryStream> streams : generations(content)) {
                Map<ElementaryStream, OutputTrack> found = plan.assign(streams);
                for (ElementaryStream stream : streams) {
                    if (!found.containsKey(stream)) {
                        OutputTrack added = plan.add(stream);
                        added.late = !first;
                        added.follows = plan.tracks.stream()
                                .filter(track ->
                                        track != added && track.kind == added.kind && !found.containsValue(track))
                                .findFirst()
                                .orElse(null);
                    }
                }
                first &= streams.isEmpty();
            }
        }
        return plan;
    }

    /** The tracks of a segment; where its program map changes, those that begin when others have ended follow them. */
    static List<List<ElementaryStream>> generations(SegmentContent content) {
        List<TrackContent> media =
                content.tracks().stream().filter(TrackContent::isMedia).toList();
        List<ElementaryStream> before = new ArrayList<>();
        List<ElementaryStream> behind = new ArrayList<>();
        for (TrackContent track : media) {
            boolean follows = media.stream().anyMatch(other -> other.kind() == track.kind() && follows(other, track));
            (follows ? behind : before).add(new ElementaryStream(track.pid(), track.kind(), track.codec()));
        }
        return behind.isEmpty() ? List.of(before) : List.of(before, behind);
    }

    /** Whether a track begins where another has ended: they are never there together. Without times nobody knows. */
    static boolean follows(TrackContent other, TrackContent track) {
        long together = Ticks.between(track.firstPts(), other.endPts());
        return other != track
                && other.length() > 0
                && track.length() > 0
                && Ticks.between(other.firstPts(), track.firstPts()) > 0
                && together < AT_ONCE
                && 2 * together <= Math.min(other.length(), track.length());
    }

    List<OutputTrack> tracks() {
        return tracks;
    }

    /**
     * Tells to which track each stream of a program belongs: the one that had its pid before, else the first of its
     * kind that no other stream has taken. Streams that were not planned are missing in the answer.
     */
    Map<ElementaryStream, OutputTrack> assign(List<ElementaryStream> streams) {
        Map<ElementaryStream, OutputTrack> assigned = new HashMap<>();
        for (boolean byPid : new boolean[] {true, false}) {
            for (ElementaryStream stream : streams) {
                if (!assigned.containsKey(stream)) {
                    for (OutputTrack track : tracks) {
                        boolean fits = track.kind == stream.kind()
                                && alike(track.codec, stream.codec())
                                && !assigned.containsValue(track);
                        if (fits && (!byPid || track.pids.contains(stream.pid()))) {
                            assigned.put(stream, track);
                            track.pids.add(stream.pid());
                            break;
                        }
                    }
                }
            }
        }
        return assigned;
    }

    /**
     * The track for which this very stream was planned, beside another of the same map that has ended by then; null
     * when there is none.
     */
    OutputTrack planned(ElementaryStream stream) {
        return tracks.stream()
                .filter(track -> track.kind == stream.kind()
                        && alike(track.codec, stream.codec())
                        && track.pids.contains(stream.pid()))
                .findFirst()
                .orElse(null);
    }

    /** MPEG audio tells its layer only in its frames, and AC-3 its extension. */
    private static boolean alike(String a, String b) {
        return a.equals(b) || a.matches("mp[123]") && b.matches("mp[123]") || a.endsWith("ac3") && b.endsWith("ac3");
    }

    boolean hasLateTracks() {
        return tracks.stream().anyMatch(track -> track.late);
    }

    /** Tracks that come late are announced from the first byte on, as the maps of their own segments do it. */
    void announceAs(TrackPlan rehearsed) {
        for (OutputTrack track : tracks) {
            OutputTrack known = rehearsed.tracks.get(track.index);
            if (track.late && known.descriptors != null) {
                track.streamType = known.streamType;
                track.descriptors = known.descriptors;
            }
        }
    }

    private OutputTrack add(ElementaryStream stream) {
        OutputTrack track = new OutputTrack(tracks.size(), stream.kind(), stream.codec());
        track.pids.add(stream.pid());
        tracks.add(track);
        return track;
    }
}
