package streaming.recording.join;

import java.time.OffsetDateTime;

/**
 * A row of sealed-segments.sql: it can be joined while the stream is live.
 *
 * @param behind the MD5 of the keys and ETags of all that were joined before, hexadecimal
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
        String behind)
        implements SegmentRow {}
