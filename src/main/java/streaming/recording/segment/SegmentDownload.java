package streaming.recording.segment;

/** A segment to fetch, and what was captured last under its key, or null. */
public record SegmentDownload(SegmentTask task, CapturedVersion captured) {

    public static SegmentDownload of(SegmentTask task, CapturedVersion captured) {
        return new SegmentDownload(task, captured);
    }

    /** A poll may have listed the bucket just before the segment was entered in the ledger; then it is there. */
    public boolean isNeeded() {
        return captured == null || !captured.etag().equals(task.object().etag());
    }
}
