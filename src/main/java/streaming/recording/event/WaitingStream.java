package streaming.recording.event;

/** A stream of which something was heard that was not acted upon yet: a row of waiting-streams.sql. */
public record WaitingStream(String streamKey) {}
