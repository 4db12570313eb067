package streaming.recording.media;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tracks of the joined stream: all that appear in any segment. A program map that stays the same from the first byte is what lets
 * ffmpeg take a track that starts late.
 */
final class TrackPlan {
    private final List<OutputTrack> tracks = new ArrayList<>();

    /** @param contents what the segments hold, in their order */
    static TrackPlan of(Iterable<SegmentContent> contents) {
        TrackPlan plan = new TrackPlan();
        boolean first = true;
        for (SegmentContent content : contents) {
            List<ElementaryStream> streams = new ArrayList<>();
            for (TrackContent track : content.tracks()) {
                if (track.isMedia()) {
                    streams.add(new ElementaryStream(track.pid(), track.kind(), track.codec()));
                }
            }
            Map<ElementaryStream, OutputTrack> found = plan.assign(streams);
            for (ElementaryStream stream : streams) {
                if (!found.containsKey(stream)) {
                    plan.add(stream).late = !first;
                }
            }
            first &= streams.isEmpty();
        }
        return plan;
    }

    List<OutputTrack> tracks() {
        return tracks;
    }

    /**
     * Tells to which track each stream of a program belongs: the one that had its pid before, else the first of its kind that no
     * other stream has taken. Streams that were not planned are missing in the answer.
     */
    Map<ElementaryStream, OutputTrack> assign(List<ElementaryStream> streams) {
        Map<ElementaryStream, OutputTrack> assigned = new HashMap<>();
        for (boolean byPid : new boolean[] {true, false}) {
            for (ElementaryStream stream : streams) {
                if (!assigned.containsKey(stream)) {
                    for (OutputTrack track : tracks) {
                        boolean fits = track.kind == stream.kind() && alike(track.codec, stream.codec()) && !assigned.containsValue(track);
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

    /** MPEG audio tells its layer only in its frames, and AC-3 its extension. */
    private static boolean alike(String a, String b) {
        return a.equals(b) || a.matches("mp[123]") && b.matches("mp[123]") || a.endsWith("ac3") && b.endsWith("ac3");
    }

    boolean hasLateTracks() {
        return tracks.stream().anyMatch(track -> track.late);
    }

    private OutputTrack add(ElementaryStream stream) {
        OutputTrack track = new OutputTrack(tracks.size(), stream.kind(), stream.codec());
        track.pids.add(stream.pid());
        tracks.add(track);
        return track;
    }
}
