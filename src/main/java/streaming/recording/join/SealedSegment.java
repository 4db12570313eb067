package streaming.recording.join;

import java.time.OffsetDateTime;

/**
 * A row of sealed-segments.sql, or one that is known without asking ({@link KnownTail}): it can be joined while the
 * stream is live.
 *
 * @param capturedAt when it was entered in the ledger
 * @param behind the MD5 of the keys and ETags of the newest that were joined before ({@link FedTail}), hexadecimal;
 *     null when that was not compared
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
        implements SegmentRow {

    SealedSegment inRun(int number) {
        return new SealedSegment(
                objectKey,
                etag,
                number,
                sequence,
                file,
                discontinuity,
                lastModified,
                reason,
                tracks,
                capturedAt,
                behind);
    }
}
