package streaming.recording.join;

import java.time.OffsetDateTime;

/**
 * A recording whose stream has ended, and which this instance has claimed: a row of claim-ended-recording.sql.
 *
 * @param folder of the recording, below the work folder
 * @param captureFrom what is older in the bucket belongs to an earlier broadcast
 * @param captureUntil what is younger belongs to a later one
 * @param endedAgo seconds since the end was heard
 * @param liveUpload id of the multipart upload that was begun while it was live, or null
 * @param liveFallback why it is joined at the end, or null
 * @param adopted whether another instance worked on it before
 * @param error why its last attempt came to nothing, or null
 * @param newestKey of the segment that was captured last, or null
 */
public record EndedRecording(
        String recordingId,
        String streamKey,
        String bucket,
        String prefix,
        String folder,
        OffsetDateTime captureFrom,
        OffsetDateTime captureUntil,
        double endedAgo,
        String liveUpload,
        String liveFallback,
        boolean adopted,
        String error,
        String newestKey) {}
