package streaming.recording.segment;

import streaming.recording.join.LiveRecording;

/**
 * The recording whose ledger was written: a row of keep-segments.sql.
 *
 * @param live its stream is not over
 */
public record EnteredIn(String recordingId, String streamKey, String folder, boolean live) {

    /** As its live join knows it. */
    public LiveRecording recording() {
        return new LiveRecording(recordingId, streamKey, folder);
    }
}
