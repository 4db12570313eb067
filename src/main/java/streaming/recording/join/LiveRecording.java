package streaming.recording.join;

/**
 * A recording whose stream is live.
 *
 * @param folder of the recording, below the work folder
 */
public record LiveRecording(String recordingId, String streamKey, String folder) {}
