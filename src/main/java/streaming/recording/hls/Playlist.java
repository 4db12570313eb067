package streaming.recording.hls;

import java.util.List;

/**
 * What the recorder uses of a media playlist (RFC 8216, 4.3.3).
 *
 * @param entries in order
 * @param ended EXT-X-ENDLIST was there
 * @param encrypted an EXT-X-KEY other than METHOD=NONE was there
 * @param fragmentedMp4 an EXT-X-MAP was there: segments are not MPEG-TS
 */
public record Playlist(List<Entry> entries, boolean ended, boolean encrypted, boolean fragmentedMp4) {

    /**
     * @param uri the line as it stands
     * @param mediaSequence EXT-X-MEDIA-SEQUENCE plus its position
     * @param discontinuity EXT-X-DISCONTINUITY stands before it
     */
    public record Entry(String uri, long mediaSequence, boolean discontinuity) {}
}
