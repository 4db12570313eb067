package streaming.recording.join;

/** A row of missing-segments.sql: it was in the bucket, or promised, and could not be fetched. */
public record MissingSegment(String objectKey, int run, long sequence, String reason) {}
