package streaming.recording.segment;

import java.time.OffsetDateTime;

/**
 * A recording that is to be made from its segments again: a row of failed-recording.sql.
 *
 * @param folder in the work folder, where its segments were captured
 * @param refusal why it cannot be rebuilt; null when it can
 */
public record FailedRecording(
        String recordingId,
        String refusal,
        String folder,
        String bucket,
        String prefix,
        OffsetDateTime captureFrom,
        OffsetDateTime captureUntil) {

    /** As capture takes it. */
    Recording ended() {
        return new Recording(recordingId, null, bucket, prefix, folder, captureFrom, captureUntil, false, null, true);
    }
}
