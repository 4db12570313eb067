package streaming.recording.segment;

import java.util.List;
import java.util.Map;

/**
 * One segment to fetch.
 *
 * @param folder of the recording, below the work folder
 * @param givenUp an earlier poll could not fetch it
 * @param ended its stream is over
 */
public record SegmentTask(
        String recordingId, String bucket, String folder, SegmentObject object, boolean givenUp, boolean ended) {

    /**
     * @param rows of new-segments.sql
     * @param recording a row of claim-live-recordings.sql or claim-ended-recording.sql
     */
    public static List<SegmentTask> ofAll(List<Map<String, Object>> rows, Map<String, Object> recording) {
        return rows.stream().map(row -> of(row, recording)).toList();
    }

    private static SegmentTask of(Map<String, Object> row, Map<String, Object> recording) {
        SegmentObject object = new SegmentObject(
                (String) row.get("object_key"),
                (String) row.get("etag"),
                ((java.sql.Timestamp) row.get("last_modified")).toInstant().toString(),
                (Long) row.get("size"),
                (Long) row.get("sequence"),
                (Boolean) row.get("discontinuity"),
                (Boolean) row.get("listed"));
        return new SegmentTask(
                (String) recording.get("recording_id"),
                (String) recording.get("bucket"),
                (String) recording.get("folder"),
                object,
                (Boolean) row.get("given_up"),
                recording.get("ended_ago") != null);
    }

    /** @return whether there is one among them that was not given up before */
    public static boolean anyNew(List<SegmentTask> tasks) {
        return tasks.stream().anyMatch(task -> !task.givenUp());
    }
}
