package streaming.recording.api;

/** A failed recording that is processing again: a row of rebuild-recording.sql. */
public record RebuiltRecording(String recordingId, String streamKey) {}
