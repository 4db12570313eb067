package streaming.recording.storage;

/**
 * The ledger of a completed recording: a row of ledgers-to-trim.sql.
 *
 * @param bucket of its segments
 * @param prefix where they lie in it
 */
public record CompletedLedger(String recordingId, String bucket, String prefix) {}
