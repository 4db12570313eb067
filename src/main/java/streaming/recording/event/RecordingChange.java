package streaming.recording.event;

/**
 * What a stream event, or its absence, did to a recording just now: a row of the statements in sql/start.
 *
 * @param change {@code started}, {@code resumed} or {@code ended}
 * @param identified its stream and its user are known; always true when it did not start
 */
public record RecordingChange(String change, String recordingId, String streamKey, boolean identified) {}
