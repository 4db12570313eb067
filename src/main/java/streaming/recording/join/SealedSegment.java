package streaming.recording.join;

import java.time.OffsetDateTime;

/**
 * A row of sealed-segments.sql: it can be joined while the stream is live.
 *
 * @param capturedAt when it was entered in the ledger
 * @param behind the MD5 of the keys and ETags of the newest that were joined before ({@link FedTail}), hexadecimal
 */
public record SealedSegment(
        String objectKey,
        String etag,
        int run,
        long sequence,
        String file,
        boolean discontinuity,
        OffsetDateTime lastModified,
        String reason,
        String tracks,
        OffsetDateTime capturedAt,
        String behind)
        implements SegmentRow {}
