package streaming.recording.join;

import java.time.OffsetDateTime;

/** A row of load-segments.sql. @param size bytes */
public record LedgerSegment(
        String objectKey,
        String etag,
        int run,
        long sequence,
        long size,
        String file,
        boolean discontinuity,
        OffsetDateTime lastModified,
        String reason,
        String tracks)
        implements SegmentRow {}
