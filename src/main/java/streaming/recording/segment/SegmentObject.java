package streaming.recording.segment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import streaming.recording.hls.Playlist;

/**
 * One version of a segment in the bucket, with its place in the broadcast.
 *
 * @param objectKey key in the bucket
 * @param file what its file in the work folder is called, but for the run
 * @param etag opaque; null while only a playlist has told of it
 * @param lastModified the store's clock, ISO-8601; null likewise
 * @param size bytes; 0 likewise
 * @param sequence the number in its name, else the media sequence of the playlist, else {@code lastModified} in
 *     milliseconds
 * @param mediaSequence its place in a playlist of this broadcast (RFC 8216, 4.3.3.2); null when none lists it
 * @param discontinuity the playlist has EXT-X-DISCONTINUITY before it (RFC 8216, 4.3.2.3)
 * @param listed a playlist says so; what is not listed may still come to be
 * @param seconds how long the playlist says that it is (EXTINF); 0 when none does
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SegmentObject(
        String objectKey,
        String file,
        String etag,
        String lastModified,
        long size,
        long sequence,
        Long mediaSequence,
        boolean discontinuity,
        boolean listed,
        double seconds) {

    /** A segment that a playlist lists, before anything is known of the object. */
    static SegmentObject told(String prefix, String key, Playlist.Entry entry) {
        long number = SegmentName.of(key).number().orElse(entry.mediaSequence());
        return new SegmentObject(
                key,
                SegmentFiles.name(prefix, key),
                null,
                null,
                0,
                number,
                entry.mediaSequence(),
                entry.discontinuity(),
                true,
                entry.seconds());
    }

    /** Whether only a playlist has told of it: whether it is there its download shows. */
    public boolean onlyTold() {
        return etag == null;
    }

    /** The part of the key behind the last '/'. */
    public String name() {
        return objectKey.substring(objectKey.lastIndexOf('/') + 1);
    }
}
