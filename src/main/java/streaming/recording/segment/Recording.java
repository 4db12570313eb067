package streaming.recording.segment;

import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

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

    /** @param row of claim-ended-recording.sql or failed-recording.sql */
    public static Recording ended(Map<String, Object> row) {
        return new Recording(
                (String) row.get("recording_id"),
                (String) row.get("stream_key"),
                (String) row.get("bucket"),
                (String) row.get("prefix"),
                (String) row.get("folder"),
                time(row.get("capture_from")),
                time(row.get("capture_until")),
                Boolean.TRUE.equals(row.get("adopted")),
                (String) row.get("newest_key"),
                true);
    }

    /** As the routes of the live join take it. */
    public Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        row.put("recording_id", recordingId);
        row.put("stream_key", streamKey);
        row.put("folder", folder);
        return row;
    }

    private static OffsetDateTime time(Object column) {
        return column == null ? null : ((Timestamp) column).toInstant().atOffset(ZoneOffset.UTC);
    }
}
