package streaming.recording.segment;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    /** More in one folder are renditions, of which a multivariant playlist among the newest names the one. */
    private static final int MOST = 6;

    private final SegmentStore store;
    private final Rendition rendition;

    Playlists(SegmentStore store, Rendition rendition) {
        this.store = store;
        this.rendition = rendition;
    }

    /** @param lastModified the store's clock */
    record Found(String key, Playlist.Media media, Instant lastModified) {}

    /** The one of the usual name; empty when there is none that lists segments. */
    Optional<Found> usual(String bucket, String prefix) {
        return media(bucket, prefix + USUAL);
    }

    /**
     * @param usual what was read before the listing
     * @param objects the listing
     * @return the playlist of the rendition that a multivariant one beside it names, else the newest one
     */
    Optional<Found> newest(String bucket, String prefix, Optional<Found> usual, Collection<S3Object> objects) {
        List<S3Object> playlists = objects.stream()
                .filter(object -> object.key().toLowerCase(Locale.ROOT).endsWith(".m3u8"))
                .filter(object -> object.key().indexOf('/', prefix.length()) < 0)
                .sorted(Comparator.comparing(S3Object::lastModified).reversed())
                .limit(MOST)
                .toList();
        if (usual.isPresent() && playlists.size() <= 1) {
            return usual;
        }
        Set<String> keys = playlists.stream().map(S3Object::key).collect(Collectors.toSet());
        Found newest = null;
        for (S3Object object : playlists) {
            Optional<SegmentStore.Found> found = store.find(bucket, object.key());
            Playlist playlist = found.flatMap(content -> PlaylistReader.read(content.content()))
                    .orElse(null);
            if (playlist instanceof Playlist.Multivariant master) {
                Optional<Found> chosen = rendition
                        .of(master)
                        .flatMap(variant -> SegmentUri.key(prefix, object.key(), variant.uri(), keys::contains))
                        .filter(keys::contains)
                        .flatMap(key -> media(bucket, key));
                if (chosen.isPresent()) {
                    return chosen;
                }
            } else if (playlist instanceof Playlist.Media media && newest == null) {
                newest = new Found(object.key(), media, found.get().lastModified());
            }
        }
        return newest == null ? usual : Optional.of(newest);
    }

    /** Something that is called a playlist and is none; empty when there is none, or one that can be read beside it. */
    Optional<String> unreadable(String bucket, Collection<S3Object> objects) {
        List<String> keys = objects.stream()
                .map(S3Object::key)
                .filter(key -> key.toLowerCase(Locale.ROOT).endsWith(".m3u8"))
                .limit(MOST)
                .toList();
        boolean readable = keys.stream().anyMatch(key -> store.find(bucket, key)
                .flatMap(found -> PlaylistReader.read(found.content()))
                .isPresent());
        return readable ? Optional.empty() : keys.stream().findFirst();
    }

    /** The multivariant playlist of a stream whose renditions have a folder each: master.m3u8, or another name. */
    Optional<Playlist.Multivariant> master(String bucket, String prefix) {
        return List.of("master.m3u8", USUAL, "index.m3u8").stream()
                .flatMap(name -> store.find(bucket, prefix + name).stream())
                .flatMap(found -> PlaylistReader.read(found.content()).stream())
                .filter(Playlist.Multivariant.class::isInstance)
                .map(Playlist.Multivariant.class::cast)
                .findFirst();
    }

    private Optional<Found> media(String bucket, String key) {
        return store.find(bucket, key).flatMap(found -> PlaylistReader.readMedia(found.content())
                .map(media -> new Found(key, media, found.lastModified())));
    }
}
