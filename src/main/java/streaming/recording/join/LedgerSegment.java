package streaming.recording.join;

import java.time.OffsetDateTime;

/**
 * A row of read-segments.sql.
 *
 * @param byPlaylist a playlist of the broadcast says where it stands; else its name does
 * @param size bytes
 */
public record LedgerSegment(
        String objectKey,
        String etag,
        int run,
        boolean byPlaylist,
        long sequence,
        long size,
        String file,
        boolean discontinuity,
        OffsetDateTime lastModified,
        String reason,
        String tracks)
        implements SegmentRow {}
