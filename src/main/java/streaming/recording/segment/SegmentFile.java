package streaming.recording.segment;

/**
 * A captured segment: a row of find-segment.sql.
 *
 * @param folder null when this instance does not have its file
 * @param etag of the version of the object that was captured
 * @param holder another instance that has the file, host:port; null when there is none
 */
public record SegmentFile(
        String recordingId, String folder, String file, String bucket, String objectKey, String etag, String holder) {}
