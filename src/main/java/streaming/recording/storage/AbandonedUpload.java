package streaming.recording.storage;

/** A row of abandoned-uploads.sql: a multipart upload that nobody will complete. */
public record AbandonedUpload(String recordingId, String objectName, String liveUpload) {}
