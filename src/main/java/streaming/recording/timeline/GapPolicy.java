package streaming.recording.timeline;

/** What becomes of media time for which there are no segments. */
public enum GapPolicy {
    /** It stays as time, so that minute 42 of the recording is minute 42 of the broadcast. */
    KEEP,
    /** What comes after it follows at once. */
    COLLAPSE
}
