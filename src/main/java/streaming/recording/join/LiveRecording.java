package streaming.recording.join;

import java.util.Map;

/**
 * A recording whose stream is live.
 *
 * @param folder of the recording, below the work folder
 */
public record LiveRecording(String recordingId, String streamKey, String folder) {

    /** @param row of claim-live-recordings.sql */
    public static LiveRecording of(Map<String, Object> row) {
        return new LiveRecording(
                (String) row.get("recording_id"), (String) row.get("stream_key"), (String) row.get("folder"));
    }
}
