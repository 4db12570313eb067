package streaming.recording.segment;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.PlaylistReader;
import streaming.recording.hls.SegmentUri;
import streaming.recording.storage.SegmentStore;

/**
 * Finds the playlist that says what belongs: publishers call it playlist, index, live or by the stream's key, and what
 * is called playlist.m3u8 may be the multivariant one. So it is told by its content, and the newest one counts.
 */
final class Playlists {

    static final String USUAL = "playlist.m3u8";
    /** More in one folder are no renditions. */
    private static final int MOST = 12;

    private final SegmentStore store;
    private final Rendition rendition;

    Playlists(SegmentStore store, Rendition rendition) {
        this.store = store;
        this.rendition = rendition;
    }

    /**
     * What is called a playlist.
     *
     * @param playlist null when it cannot be read as one
     * @param lastModified the store's clock
     * @param etag of this version; null when it was made of two
     */
    record Found(String key, Playlist playlist, Instant lastModified, String etag) {

        /** The segments that it lists; empty when it is none that lists segments. */
        Optional<Playlist.Media> media() {
            return Optional.ofNullable(playlist).flatMap(Playlist::media);
        }

        Optional<Playlist.Multivariant> master() {
            return Optional.ofNullable(playlist).flatMap(Playlist::master);
        }
    }

    /**
     * What was found below a prefix.
     *
     * @param current the one that says what belongs
     * @param master a multivariant one whose renditions lie elsewhere
     * @param soundApart it says that the sound of the rendition has a playlist of its own
     * @param all that were read
     */
    record Choice(
            Optional<Found> current, Optional<Playlist.Multivariant> master, boolean soundApart, List<Found> all) {}

    /** The one of the usual name; empty when there is no such object. */
    Optional<Found> usual(String bucket, String prefix) {
        return read(bucket, prefix + USUAL);
    }

    /**
     * Of several, the one of the rendition that a multivariant one beside them names, else the newest.
     *
     * @param usual what was read before the listing, and is not read again
     * @param objects the listing
     */
    Choice choose(String bucket, String prefix, Optional<Found> usual, Collection<S3Object> objects) {
        Map<String, Found> found = new LinkedHashMap<>();
        usual.ifPresent(known -> found.put(known.key(), known));
        objects.stream()
                .filter(object -> object.key().toLowerCase(Locale.ROOT).endsWith(".m3u8"))
                .filter(object -> object.key().indexOf('/', prefix.length()) < 0)
                .sorted(Comparator.comparing(S3Object::lastModified).reversed())
                .map(S3Object::key)
                .filter(key -> !found.containsKey(key))
                .limit(MOST)
                .toList()
                .forEach(key -> read(bucket, key).ifPresent(read -> found.put(key, read)));
        Optional<Found> multivariant =
                found.values().stream().filter(one -> one.master().isPresent()).findFirst();
        Optional<Playlist.Multivariant> master = multivariant.flatMap(Found::master);
        Optional<RenditionWithSound> apart = multivariant.flatMap(one -> RenditionWithSound.of(prefix, one, rendition));
        if (apart.isPresent()) {
            return new Choice(apart.get().merged(key -> read(bucket, key)), master, true, List.copyOf(found.values()));
        }
        Optional<Found> named = found.values().stream()
                .flatMap(one -> one.master().flatMap(rendition::of).stream()
                        .flatMap(variant ->
                                SegmentUri.key(prefix, one.key(), variant.uri(), found::containsKey).stream()))
                .map(found::get)
                .filter(one -> one != null && one.media().isPresent())
                .findFirst();
        return new Choice(
                named.or(() -> found.values().stream()
                        .filter(one -> one.media().isPresent())
                        .max(Comparator.comparing(Found::lastModified))),
                master,
                false,
                List.copyOf(found.values()));
    }

    static Found found(String key, SegmentStore.Found object) {
        return new Found(key, PlaylistReader.read(object.content()).orElse(null), object.lastModified(), object.etag());
    }

    /** Empty when there is no such object. */
    Optional<Found> read(String bucket, String key) {
        return store.find(bucket, key).map(object -> found(key, object));
    }
}
