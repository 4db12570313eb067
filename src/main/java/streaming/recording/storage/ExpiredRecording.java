package streaming.recording.storage;

/**
 * A recording that is older than RETENTION: a row of expire-recordings.sql.
 *
 * @param completedAt in ISO 8601
 */
public record ExpiredRecording(String recordingId, String filePath, String completedAt) {}
