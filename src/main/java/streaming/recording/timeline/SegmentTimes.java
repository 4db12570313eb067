package streaming.recording.timeline;

import java.util.List;

/**
 * All that the timeline knows of a segment.
 *
 * @param index its number in the order of the broadcast, from 0; numbers of segments without media are left out
 * @param told the publisher said that a new run begins here: {@code EXT-X-DISCONTINUITY} (RFC 8216, 4.3.2.3), or its
 *     numbering began again
 * @param uploaded when it was put into the bucket, milliseconds since 1970; {@link Ticks#NONE} when that is not known
 * @param next by its number none is missing between the segment before and this one
 * @param lossy packets of it are known to be lost
 * @param stamps its units in the order of their arrival
 */
public record SegmentTimes(int index, boolean told, long uploaded, boolean next, boolean lossy, List<Stamp> stamps) {

    /** Of which nobody knows whether one is missing before it. */
    public SegmentTimes(int index, boolean told, long uploaded, boolean lossy, List<Stamp> stamps) {
        this(index, told, uploaded, false, lossy, stamps);
    }

    /** How many units of a track between two positions have no time of their own. */
    int untimed(int track, int from, int to) {
        int count = 0;
        for (int at = from + 1; at < to; at++) {
            count += stamps.get(at).track() == track && !stamps.get(at).isTimed() ? 1 : 0;
        }
        return count;
    }
}
