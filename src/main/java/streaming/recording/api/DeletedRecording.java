package streaming.recording.api;

/** A recording that is gone: a row of delete-recording.sql. {@code streamKey} is empty for that of another service. */
public record DeletedRecording(String recordingId, String filePath, String streamKey) {}
