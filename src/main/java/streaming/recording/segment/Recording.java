package streaming.recording.segment;

import java.time.OffsetDateTime;
import streaming.recording.join.EndedRecording;
import streaming.recording.join.LiveRecording;

/**
 * A recording whose segments this instance captures: a row of claim-live-recordings.sql.
 *
 * @param prefix where its segments lie in the bucket, ends with '/'
 * @param folder of its segments, below the work folder
 * @param captureFrom older objects are the last broadcast's
 * @param captureUntil objects from then on are the next broadcast's; null when there is none yet
 * @param adopted another instance, or none, held it until now
 * @param newestKey the newest key captured so far, or null
 * @param ended its stream is over
 */
public record Recording(
        String recordingId,
        String streamKey,
        String bucket,
        String prefix,
        String folder,
        OffsetDateTime captureFrom,
        OffsetDateTime captureUntil,
        boolean adopted,
        String newestKey,
        boolean ended) {

    /** The tail of a recording whose stream has ended is captured as that of a live one. */
    public static Recording ended(EndedRecording ended) {
        return new Recording(
                ended.recordingId(),
                ended.streamKey(),
                ended.bucket(),
                ended.prefix(),
                ended.folder(),
                ended.captureFrom(),
                ended.captureUntil(),
                ended.adopted(),
                ended.newestKey(),
                true);
    }

    Recording takenOver() {
        return new Recording(
                recordingId, streamKey, bucket, prefix, folder, captureFrom, captureUntil, true, newestKey, ended);
    }

    /** Whether its ledger may hold anything. */
    public boolean isBegun() {
        return ended || newestKey != null;
    }

    /** As its live join knows it. */
    public LiveRecording live() {
        return new LiveRecording(recordingId, streamKey, folder);
    }
}
