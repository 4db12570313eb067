package streaming.recording.join;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import streaming.recording.database.Cursor;

/** The ledgers of recordings, which may have more rows than there is memory for. */
public final class Ledger {

    /** To put the segments of a month into their order. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Cursor<LedgerSegment> segments;
    private final Cursor<LedgerRow> rows;

    public Ledger(DataSource dataSource) {
        segments = new Cursor<>(dataSource, "finish/read-segments.sql", LedgerSegment.class, PATIENCE);
        rows = new Cursor<>(dataSource, "api/load-ledger.sql", LedgerRow.class, PATIENCE);
    }

    /** Gives the captured segments of a recording in the order of the broadcast. */
    public void segments(String recordingId, Consumer<LedgerSegment> taker) {
        segments.read(Map.of("recordingId", recordingId), taker);
    }

    /** Gives all that is known of its segments, in the order in which they were captured. */
    void rows(String recordingId, Consumer<LedgerRow> taker) {
        rows.read(Map.of("recordingId", recordingId), taker);
    }
}
