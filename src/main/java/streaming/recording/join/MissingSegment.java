package streaming.recording.join;

/**
 * A row of missing-segments.sql: it was in the bucket, or promised, and could not be fetched; or it was captured.
 *
 * @param ticks its length, as far as it is known; else 0
 * @param lost whether it was captured, and its file was lost
 */
public record MissingSegment(String objectKey, int run, long sequence, String reason, long ticks, boolean lost) {}
