package streaming.recording.join;

import java.util.List;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TrackContent.Kind;
import streaming.recording.ts.Unrecorded;

/**
 * What a {@link NormalisedStream} gave out, and what it did not. Positions are ticks of 1/90000 s from the start of the
 * joined media; segments are numbered from 0 in the order in which they were given.
 *
 * @param tracks in the order of the program map that was given out
 * @param dropped units that were read and not given out, by segment, track and reason
 * @param unreadable segments without any media
 * @param repeated segments that were left out because they hold what others held
 * @param holes media time for which there was nothing in any track
 * @param runs places where the clock was set anew, and the media was put right after what came before
 * @param changes decoder settings that changed; after a change of audio the audio has to be encoded again
 * @param unrecorded what the segments carry beside, and is not recorded
 * @param length from the first presentation to the end of the last, in ticks
 * @param last how long the last presentation is, in ticks: of video that is told by the usual spacing, which ffmpeg
 *     does not know
 * @param skew end of video less end of audio, in ticks; 0 when there is only one of them
 */
public record JoinResult(
        List<Track> tracks,
        List<Dropped> dropped,
        List<Unreadable> unreadable,
        List<Integer> repeated,
        List<Hole> holes,
        List<Run> runs,
        List<Change> changes,
        List<Unrecorded> unrecorded,
        long length,
        long last,
        long skew) {

    /**
     * @param packets access units given out: what {@code nb_frames} of the MP4 must be
     * @param repaired of these, those whose written time could not be true and was replaced
     * @param start first presentation, as a position
     * @param end end of the last presentation, as a position
     * @param holes time for which this track has nothing; a segment of -1 is before the first or behind the last
     */
    public record Track(Kind kind, String codec, long packets, long repaired, long start, long end, List<Hole> holes) {}

    /**
     * @param track index in {@link JoinResult#tracks}, or -1 when it was not planned
     * @param units access units, as far as they could be counted; 0 when something is only told, and nothing was left
     *     out
     */
    public record Dropped(int segment, int track, long units, String reason) {}

    /** @param reason why nothing of the segment could be used */
    public record Unreadable(int segment, String reason) {}

    /**
     * @param position where the media before it ends
     * @param length in ticks, also when it was closed
     * @param kept whether the hole stays as time
     * @param before segment that ends at the hole
     * @param after segment that follows it; the same one when the hole lies inside
     */
    public record Hole(long position, long length, boolean kept, int before, int after) {}

    /**
     * @param position where the new run begins
     * @param jump how far the time stamps jumped, in ticks; negative when they went back
     * @param segment first segment of the run
     * @param told the publisher said so, or it is a clock that was there before
     */
    public record Run(long position, long jump, int segment, boolean told) {}

    /** A decoder setting changed, told as in {@link TrackContent#configuration()}. */
    public record Change(int track, Kind kind, long position, int segment, String from, String to) {}

    /** Access units given out, over all tracks. */
    public long packets() {
        return tracks.stream().mapToLong(Track::packets).sum();
    }
}
