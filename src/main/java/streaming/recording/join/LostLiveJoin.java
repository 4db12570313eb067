package streaming.recording.join;

/** A row of lost-live-joins.sql: this instance has no use for the live join any more. */
public record LostLiveJoin(String recordingId) {}
