package streaming.recording.segment;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.hls.SegmentUri;

/**
 * Where the segments of a broadcast lie that has none directly below its prefix: in the folder of the playlist that a
 * multivariant one names, however deep it is, else in that of a playlist that no other names.
 */
final class DeepFolder {

    /** More are not read to find the one that names the others. */
    private static final int MOST_PLAYLISTS = 12;
    /**
     * Renditions are uploaded one after the other, and the playlist that names them last: for so long after its first
     * object one may not be the only one, or not the best.
     */
    private static final Duration ALONE = Duration.ofSeconds(6);

    private final Rendition rendition;
    private final Function<String, Optional<Playlists.Found>> read;

    /** @param read a playlist by its key */
    DeepFolder(Rendition rendition, Function<String, Optional<Playlists.Found>> read) {
        this.rendition = rendition;
        this.read = read;
    }

    /**
     * @param prefix of the recording; ends with '/'
     * @param above playlists directly below the prefix
     * @param objects all below it, in its folders too
     * @param since playlists before are the last broadcast's
     * @param now by the store's clock; {@link Instant#MAX} when nothing more will come
     * @return a prefix below it; empty while no playlist says so
     */
    Optional<String> of(
            String prefix, List<Playlists.Found> above, Collection<S3Object> objects, Instant since, Instant now) {
        Map<String, Playlists.Found> deep = objects.stream()
                .filter(object -> object.key().toLowerCase(Locale.ROOT).endsWith(".m3u8"))
                .filter(object -> object.key().indexOf('/', prefix.length()) >= 0)
                .filter(object -> !object.lastModified().isBefore(since))
                .sorted(Comparator.comparing(S3Object::lastModified).reversed())
                .limit(MOST_PLAYLISTS)
                .flatMap(object -> read.apply(object.key()).stream())
                .collect(Collectors.toMap(Playlists.Found::key, Function.identity()));
        Optional<Playlists.Found> master = Stream.concat(above.stream(), deep.values().stream())
                .filter(one -> one.master().isPresent())
                .findFirst();
        return master.isPresent()
                ? named(prefix, master.get(), deep)
                : deep.values().stream()
                        .filter(one -> one.media().isPresent())
                        .map(one -> folder(one.key()))
                        .filter(folder -> began(folder, objects, since).isBefore(now.minus(ALONE)))
                        .max(Comparator.comparing(folder -> bytes(folder, objects)));
    }

    private Optional<String> named(String prefix, Playlists.Found master, Map<String, Playlists.Found> deep) {
        return rendition
                .of(master.master().orElseThrow())
                .flatMap(variant -> SegmentUri.key(prefix, master.key(), variant.uri(), deep::containsKey))
                .filter(deep::containsKey)
                .map(DeepFolder::folder);
    }

    private static String folder(String key) {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }

    private static Instant began(String folder, Collection<S3Object> objects, Instant since) {
        return objects.stream()
                .filter(object -> object.key().startsWith(folder))
                .map(S3Object::lastModified)
                .filter(at -> !at.isBefore(since))
                .min(Comparator.naturalOrder())
                .orElse(since);
    }

    /** Of several that nobody names the largest is the best. */
    private static long bytes(String folder, Collection<S3Object> objects) {
        return objects.stream()
                .filter(object -> object.key().startsWith(folder))
                .mapToLong(S3Object::size)
                .sum();
    }
}
