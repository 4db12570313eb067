package streaming.recording.segment;

/**
 * A row of captured-files.sql: a segment of the ledger that has a file.
 *
 * @param file name in the recording's work folder
 * @param size bytes
 */
public record CapturedFile(String file, long size) {}
