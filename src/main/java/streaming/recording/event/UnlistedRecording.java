package streaming.recording.event;

/**
 * A live recording whose stream the Stream Service does not list as live: a row of recordings-not-live.sql.
 *
 * @param question the path under which the Stream Service says more of that stream
 */
public record UnlistedRecording(String recordingId, String question) {}
