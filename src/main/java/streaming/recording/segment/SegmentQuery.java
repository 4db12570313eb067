package streaming.recording.segment;

import streaming.recording.join.EndedRecording;

/**
 * What direct:find-segments is asked for.
 *
 * @param listAll list all that the bucket has of it, as at the end and after a take-over; else the newest pages
 */
public record SegmentQuery(Recording recording, boolean listAll) {

    /** At a poll of a live recording: after a take-over all that the bucket has is asked for again. */
    public static SegmentQuery live(Recording recording) {
        return new SegmentQuery(recording, recording.adopted());
    }

    /** While the tail of an ended recording is awaited. */
    public static SegmentQuery settling(EndedRecording recording) {
        return new SegmentQuery(Recording.ended(recording), true);
    }
}
