package streaming.recording.hls;

import java.util.List;
import java.util.Optional;

/**
 * A playlist as it was read (RFC 8216, 4.1): a media playlist lists segments, a multivariant one lists media playlists.
 * What a recorder does not need was not looked at.
 */
public sealed interface Playlist {

    /**
     * The lines that were not understood, without those that nobody needs to understand: for a person who looks why.
     */
    List<String> ignored();

    /** The same, when it lists segments. */
    default Optional<Media> media() {
        return this instanceof Media media ? Optional.of(media) : Optional.empty();
    }

    /** The same, when it lists media playlists. */
    default Optional<Multivariant> master() {
        return this instanceof Multivariant master ? Optional.of(master) : Optional.empty();
    }

    /**
     * RFC 8216, 4.3.3.
     *
     * @param entries in order
     * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE; 0 when there is none
     * @param ended EXT-X-ENDLIST was there
     * @param encrypted an EXT-X-KEY other than METHOD=NONE was there
     * @param fragmentedMp4 an EXT-X-MAP was there: segments are not MPEG-TS
     */
    record Media(
            List<Entry> entries,
            long discontinuitySequence,
            boolean ended,
            boolean encrypted,
            boolean fragmentedMp4,
            List<String> ignored)
            implements Playlist {}

    /**
     * One segment of a media playlist.
     *
     * @param uri the line as it stands, without the white space around it
     * @param mediaSequence EXT-X-MEDIA-SEQUENCE plus its position
     * @param discontinuity EXT-X-DISCONTINUITY stands before it
     * @param gap EXT-X-GAP stands before it: the publisher says that there is no such segment (RFC 8216bis, 4.4.4.7)
     * @param range EXT-X-BYTERANGE as it stands, {@code length[@offset]} in bytes; null when the segment is the whole
     *     object
     * @param seconds EXTINF; 0 when it cannot be read
     */
    record Entry(String uri, long mediaSequence, boolean discontinuity, boolean gap, String range, double seconds) {}

    /** RFC 8216, 4.3.4. */
    record Multivariant(List<Variant> variants, List<AudioRendition> audio, List<String> ignored) implements Playlist {}

    /**
     * EXT-X-STREAM-INF.
     *
     * @param uri of its media playlist, as it stands
     * @param bandwidth bits a second; 0 when it is not said
     * @param pixels width times height of RESOLUTION; 0 when it is not said
     * @param audio the group of its audio renditions; null when there is none
     */
    record Variant(String uri, long bandwidth, long pixels, String audio) {}

    /**
     * EXT-X-MEDIA with TYPE=AUDIO.
     *
     * @param uri of its media playlist, as it stands; null when this sound is in the segments of the variants
     * @param chosen DEFAULT=YES
     */
    record AudioRendition(String group, String uri, boolean chosen) {}
}
