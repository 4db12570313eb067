package streaming.recording.segment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.SegmentUri;

/**
 * A rendition whose sound has a playlist of its own (EXT-X-MEDIA, RFC 8216, 4.3.4.1): both are recorded as one
 * playlist, in which each segment of the picture is followed by that of the sound with the same media sequence. Their
 * segments are as long as each other (RFC 8216, 6.2.4), and the time stamps put them together.
 *
 * @param prefix of the recording; ends with '/'
 * @param master the playlist that names both
 * @param picture key of the one
 * @param sound key of the other
 */
record RenditionWithSound(String prefix, Playlists.Found master, String picture, String sound) {

    /** @return empty when the sound of the rendition that is wanted is in its own segments */
    static Optional<RenditionWithSound> of(String prefix, Playlists.Found master, Rendition rendition) {
        Playlist.Multivariant playlist = master.master().orElseThrow();
        return rendition.of(playlist).flatMap(variant -> sound(playlist, variant)
                .flatMap(sound -> key(prefix, master, sound).flatMap(soundKey -> key(prefix, master, variant.uri())
                        .filter(pictureKey -> !pictureKey.equals(soundKey))
                        .map(pictureKey -> new RenditionWithSound(prefix, master, pictureKey, soundKey)))));
    }

    private static Optional<String> sound(Playlist.Multivariant master, Playlist.Variant variant) {
        List<Playlist.AudioRendition> group = master.audio().stream()
                .filter(one -> one.group().equals(variant.audio()))
                .toList();
        return group.stream().anyMatch(one -> one.uri() == null)
                ? Optional.empty()
                : group.stream()
                        .max(Comparator.comparing(Playlist.AudioRendition::chosen))
                        .map(Playlist.AudioRendition::uri);
    }

    private static Optional<String> key(String prefix, Playlists.Found master, String uri) {
        return SegmentUri.key(prefix, master.key(), uri, key -> false);
    }

    /** @return empty while one of the two is not there */
    Optional<Playlists.Found> merged(Function<String, Optional<Playlists.Found>> read) {
        Optional<Playlists.Found> pictures =
                read.apply(picture).filter(one -> one.media().isPresent());
        Optional<Playlists.Found> sounds =
                read.apply(sound).filter(one -> one.media().isPresent());
        return pictures.flatMap(picturesFound -> sounds.map(soundsFound -> merged(picturesFound, soundsFound)));
    }

    private Playlists.Found merged(Playlists.Found pictures, Playlists.Found sounds) {
        Playlist.Media picture = pictures.media().orElseThrow();
        Playlist.Media sound = sounds.media().orElseThrow();
        List<Playlist.Entry> entries = Stream.concat(
                        picture.entries().stream().map(entry -> entry(pictures.key(), entry, 0)),
                        sound.entries().stream().map(entry -> entry(sounds.key(), entry, 1)))
                .sorted(Comparator.comparingLong(Playlist.Entry::mediaSequence))
                .toList();
        List<String> ignored = new ArrayList<>(picture.ignored());
        ignored.addAll(sound.ignored());
        Playlist.Media both = new Playlist.Media(
                entries,
                picture.discontinuitySequence(),
                picture.ended() && sound.ended(),
                picture.encrypted() || sound.encrypted(),
                picture.fragmentedMp4() || sound.fragmentedMp4(),
                List.copyOf(ignored));
        Instant newest = pictures.lastModified().isAfter(sounds.lastModified())
                ? pictures.lastModified()
                : sounds.lastModified();
        return new Playlists.Found(master.key(), both, newest, null);
    }

    /** As it would stand in the playlist that names both. A discontinuity is said once, before the picture. */
    private Playlist.Entry entry(String playlist, Playlist.Entry entry, int behind) {
        String folder = playlist.substring(prefix.length(), playlist.lastIndexOf('/') + 1);
        boolean relative = !entry.uri().startsWith("/") && !entry.uri().contains("://");
        return new Playlist.Entry(
                relative ? folder + entry.uri() : entry.uri(),
                2 * entry.mediaSequence() + behind,
                entry.discontinuity() && behind == 0,
                entry.gap(),
                entry.range(),
                entry.seconds());
    }
}
