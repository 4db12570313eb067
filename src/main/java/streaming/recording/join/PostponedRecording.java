package streaming.recording.join;

/** A row of postpone-recording.sql. @param givenUp it was tried often or long enough, and has failed */
public record PostponedRecording(String recordingId, boolean givenUp) {}
