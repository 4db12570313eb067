package streaming.recording.segment;

/** The file of a captured segment: a row of find-segment.sql. {@code folder} is null when it is gone. */
public record SegmentFile(String folder, String file) {}
