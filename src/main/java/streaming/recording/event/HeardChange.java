package streaming.recording.event;

/**
 * What one of the webhooks that were heard together did: a row of {@code hear_stream_events}.
 *
 * @param number of the {@link HeardEvent}
 * @param change as in {@link RecordingChange}, or {@link #BUSY}; the others are null then
 */
public record HeardChange(int number, String change, String recordingId, String streamKey, Boolean identified) {

    /** Somebody else works on its stream just now: it is not heard yet, so that none waits for another. */
    public static final String BUSY = "busy";

    public RecordingChange toChange() {
        return new RecordingChange(change, recordingId, streamKey, identified);
    }
}
