package streaming.recording.ts;

import java.util.List;
import java.util.Optional;
import streaming.recording.timeline.Ticks;

/**
 * What one segment holds.
 *
 * @param tracks tracks with at least one access unit, in the order of the program map (ISO/IEC 13818-1, 2.4.4.8)
 * @param startsWithKeyFrame the first video unit can be decoded without an earlier one; true when there is no video
 * @param damage empty when the segment is whole, else short reasons that an operator understands
 */
public record SegmentContent(List<TrackContent> tracks, boolean startsWithKeyFrame, List<String> damage) {

    public SegmentContent {
        tracks = List.copyOf(tracks);
        damage = List.copyOf(damage);
    }

    /** Whether there is at least one video or audio unit to save. */
    public boolean hasMedia() {
        return tracks.stream().anyMatch(TrackContent::isMedia);
    }

    /** Whether nothing was found broken, missing or out of place. */
    public boolean whole() {
        return damage.isEmpty();
    }

    /** The first video track. */
    public Optional<TrackContent> video() {
        return first(TrackContent.Kind.VIDEO);
    }

    /** The first audio track. */
    public Optional<TrackContent> audio() {
        return first(TrackContent.Kind.AUDIO);
    }

    /**
     * Where the presentation starts on the 33-bit clock: the earliest of the video and audio tracks; 0 without media.
     */
    public long start() {
        long start = Ticks.NONE;
        for (TrackContent track : tracks) {
            if (isTimed(track) && (start == Ticks.NONE || Ticks.between(start, track.firstPts()) < 0)) {
                start = track.firstPts();
            }
        }
        return start == Ticks.NONE ? 0 : start;
    }

    /** Where the presentation ends on the 33-bit clock: the latest of the video and audio tracks; 0 without media. */
    public long end() {
        long end = Ticks.NONE;
        for (TrackContent track : tracks) {
            if (isTimed(track) && (end == Ticks.NONE || Ticks.between(end, track.endPts()) > 0)) {
                end = track.endPts();
            }
        }
        return end == Ticks.NONE ? 0 : end;
    }

    /** Sound without any time stamp is beside pictures that have them. */
    private static boolean isTimed(TrackContent track) {
        return track.isMedia() && (track.firstPts() != 0 || track.endPts() != 0);
    }

    /** From {@link #start()} to {@link #end()} in ticks of 1/90000 s. */
    public long length() {
        return Ticks.wrapped(end() - start());
    }

    private Optional<TrackContent> first(TrackContent.Kind kind) {
        return tracks.stream().filter(track -> track.kind() == kind).findFirst();
    }
}
