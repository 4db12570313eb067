package streaming.recording.join;

import java.time.OffsetDateTime;

/**
 * A row of load-ledger.sql: a segment of a live recording, whatever became of it.
 *
 * @param mediaSequence its place in a playlist of the broadcast, or null
 * @param again a further place of an object that stands elsewhere already
 * @param state captured, damaged or missing
 * @param tracks JSON, as {@link LedgerTracks} reads it; null when it is missing
 */
public record LedgerRow(
        String objectKey,
        String etag,
        int run,
        long sequence,
        Long mediaSequence,
        boolean again,
        String state,
        String file,
        boolean discontinuity,
        OffsetDateTime lastModified,
        String reason,
        String tracks)
        implements SegmentRow {

    boolean isMissing() {
        return state.equals("missing");
    }

    boolean isCaptured() {
        return state.equals("captured") || state.equals("damaged");
    }
}
