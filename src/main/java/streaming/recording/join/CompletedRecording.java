package streaming.recording.join;

/**
 * A row of complete-recording.sql.
 *
 * @param filePath bucket and name
 * @param duration seconds
 * @param fileSize bytes
 * @param finalizeSeconds since the end of the stream
 * @param doubts their codes, or null
 */
public record CompletedRecording(
        String recordingId, String filePath, long duration, long fileSize, double finalizeSeconds, String doubts) {}
