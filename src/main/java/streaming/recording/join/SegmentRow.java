package streaming.recording.join;

import java.time.OffsetDateTime;

/** A segment as the ledger has it, in the rows of the statements that read it for a join. */
interface SegmentRow {

    String objectKey();

    /** Of the version that was captured. */
    String etag();

    /** Grows when the publisher begins its numbering anew. */
    int run();

    /** Its number within the run. */
    long sequence();

    /** Name in the work folder of its recording. */
    String file();

    boolean discontinuity();

    /** When it was put into the bucket, by the store's clock. */
    OffsetDateTime lastModified();

    /** What is damaged, or null. */
    String reason();

    /** JSON, as {@link LedgerTracks} reads it. */
    String tracks();
}
