package streaming.recording.segment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * One version of a segment in the bucket, with its place in the broadcast.
 *
 * @param objectKey key in the bucket
 * @param etag opaque
 * @param lastModified the store's clock, ISO-8601
 * @param size bytes
 * @param sequence the number in its name, else the media sequence of the playlist, else {@code lastModified} in
 *     milliseconds
 * @param mediaSequence its place in a playlist of this broadcast (RFC 8216, 4.3.3.2); null when none lists it
 * @param discontinuity the playlist has EXT-X-DISCONTINUITY before it (RFC 8216, 4.3.2.3)
 * @param listed a playlist says so; what is not listed may still come to be
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SegmentObject(
        String objectKey,
        String etag,
        String lastModified,
        long size,
        long sequence,
        Long mediaSequence,
        boolean discontinuity,
        boolean listed) {

    /** The part of the key behind the last '/'. */
    public String name() {
        return objectKey.substring(objectKey.lastIndexOf('/') + 1);
    }
}
