package streaming.recording.hls;

/** A recording whose captured segments can be watched: a row of get-work-folder.sql. */
public record WatchedRecording(String recordingId, boolean ended) {}
