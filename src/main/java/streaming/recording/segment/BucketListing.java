package streaming.recording.segment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What a poll sees in the bucket.
 *
 * @param prefix where the segments lie: the one that was asked for, or that of the rendition that was chosen below it
 * @param segments that belong, in order
 * @param places where those of them are listed that a playlist of this broadcast lists more than once, but for the
 *     first line of each
 * @param foreign keys of segments that were uploaded beside these and are not listed: another rendition, parts
 * @param complete a playlist of this broadcast has EXT-X-ENDLIST
 * @param missing keys that the playlist lists and the bucket does not hold
 * @param absent those of them that a playlist of this broadcast lists behind all that the bucket holds, and those of
 *     which it says that there are none
 * @param playlistDoubt why a playlist of this broadcast is of no use, or null
 */
public record BucketListing(
        String prefix,
        List<SegmentObject> segments,
        List<Place> places,
        List<String> foreign,
        boolean complete,
        List<String> missing,
        List<Absent> absent,
        String playlistDoubt) {

    /** The same, with a reason to doubt its playlist when it has none. */
    BucketListing doubting(String reason) {
        return playlistDoubt != null || reason == null
                ? this
                : new BucketListing(prefix, segments, places, foreign, complete, missing, absent, reason);
    }

    /**
     * A further line of the playlist for an object that it lists before, such as a slate. Its numbers are those of
     * {@link SegmentObject}.
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Place(String objectKey, long sequence, long mediaSequence, boolean discontinuity) {}

    /**
     * A segment that never came: its key, and where it stands as in {@link SegmentObject}.
     *
     * @param told the publisher says that there is none (EXT-X-GAP), so it is not waited for
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Absent(String objectKey, long sequence, boolean told) {}
}
