package streaming.recording.join;

import java.time.OffsetDateTime;

/**
 * What sealed-segments.sql is told of the segments that a live join was fed: only those behind the last one are new,
 * and only the newest of them are compared with the ledger again.
 *
 * @param since when the oldest of those that are compared was captured; null: all are
 * @param lastKey of the last one; null when there is none
 * @param lastRun its run; 0 when there is none
 */
public record FedTail(OffsetDateTime since, String lastKey, String lastEtag, int lastRun) {

    static final FedTail NONE = new FedTail(null, null, null, 0);
}
