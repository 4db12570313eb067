package streaming.recording.hls;

import java.time.OffsetDateTime;

/**
 * A captured segment, as a playlist tells of it: a row of playlist-segments.sql.
 *
 * @param name below {@code segments/}
 * @param run segments of one run are numbered by {@code sequence}
 * @param ticks its length, in 1/90000 s; 0 when it holds no media
 * @param followedAt when the first of those behind it was captured; null for the last one
 * @param firstPts of its media, in 1/90000 s; null when it is not known, as is {@code lastPts}
 * @param partUntil those that were captured later are no part of this answer; null when all are
 */
public record PlaylistSegment(
        String name,
        int run,
        long sequence,
        long ticks,
        boolean discontinuity,
        Long firstPts,
        Long lastPts,
        OffsetDateTime capturedAt,
        OffsetDateTime followedAt,
        OffsetDateTime partUntil) {}
