package streaming.recording.segment;

/**
 * A row of compare-with-ledger.sql: an object that is in no ledger.
 *
 * @param givenUp an earlier poll could not fetch it
 */
public record NewSegment(String objectKey, boolean givenUp) {}
