package streaming.recording.join;

/** A recording will be joined at the end of its stream and not while it is live. */
public record Fallback(String recordingId, String streamKey, String reason) {}
