package streaming.recording.segment;

/**
 * A row of captured-version.sql: what was captured last under the key of a segment.
 *
 * @param file in the recording's work folder
 * @param accessUnits of all tracks; 0 when it held no media
 */
public record CapturedVersion(int run, String etag, String file, long accessUnits) {}
