package streaming.recording.segment;

import java.util.List;
import java.util.Map;

/**
 * One segment to fetch.
 *
 * @param folder       of the recording, below the work folder
 * @param previous     what was captured last under the same key, or null
 * @param givenUp      an earlier poll could not fetch it
 */
public record SegmentTask(String recordingId, String bucket, String folder, SegmentObject object, Version previous,
                          boolean givenUp) {

    /** @param accessUnits of all tracks; 0 when it held no media */
    public record Version(int run, String etag, String file, long accessUnits) {
    }

    private static SegmentTask of(Map<String, Object> row, Map<String, Object> recording) {
        SegmentObject object = new SegmentObject((String) row.get("object_key"), (String) row.get("etag"),
                ((java.sql.Timestamp) row.get("last_modified")).toInstant().toString(), (Long) row.get("size"),
                (Long) row.get("sequence"), (Boolean) row.get("discontinuity"));
        Version previous = row.get("previous_etag") == null ? null : new Version((Integer) row.get("previous_run"),
                (String) row.get("previous_etag"), (String) row.get("previous_file"), (Long) row.get("previous_access_units"));
        return new SegmentTask((String) recording.get("recording_id"), (String) recording.get("bucket"),
                (String) recording.get("folder"), object, previous, (Boolean) row.get("given_up"));
    }

    /**
     * @param rows      of new-segments.sql
     * @param recording a row of claim-live-recordings.sql or claim-ended-recording.sql
     */
    public static List<SegmentTask> ofAll(List<Map<String, Object>> rows, Map<String, Object> recording) {
        return rows.stream().map(row -> of(row, recording)).toList();
    }

    /** Two versions of one object are fetched one after the other, never at once. */
    public String inFlightKey() {
        return recordingId + '|' + object.objectKey();
    }

    /** The run that it is noted in when it cannot be fetched. */
    public int run() {
        return previous == null ? 0 : previous.run();
    }
}
