package streaming.recording.segment;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.hls.Playlist;

/**
 * What the bucket holds below a prefix. A bucket may hold a month of one broadcast, a million objects: behind the first
 * of them, those that the ledger has as they are, and that no playlist lists, are known by their names only.
 */
final class ListedObjects {

    private static final int ALL_OF = 20_000;
    /** The others are found when these were fetched. */
    private static final int MOST = 50_000;

    private final Map<String, S3Object> objects = new TreeMap<>();
    private final NameSet known = new NameSet();
    private final Set<String> listed = new HashSet<>();
    private final Function<List<S3Object>, Set<String>> unknown;

    /**
     * @param playlist that was read before the listing
     * @param unknown gives the keys of those objects that the ledger does not have as they are
     */
    ListedObjects(Optional<Playlist.Media> playlist, Function<List<S3Object>, Set<String>> unknown) {
        this.unknown = unknown;
        playlist.ifPresent(media -> media.entries().forEach(entry -> listed.add(name(entry.uri()))));
    }

    void add(List<S3Object> page) {
        Set<String> fresh = objects.size() < ALL_OF ? Set.of() : unknown.apply(page);
        for (S3Object object : page) {
            String key = object.key();
            if (objects.size() < ALL_OF || fresh.contains(key) || key.endsWith(".m3u8") || listed.contains(name(key))) {
                objects.put(key, object);
            } else {
                known.add(key);
            }
        }
    }

    /** Whether there are so many unknown ones that the rest has to wait. */
    boolean isFull() {
        return objects.size() >= ALL_OF + MOST;
    }

    /** By key, but for those that are known only by their names. */
    Map<String, S3Object> objects() {
        return objects;
    }

    /** Whether the bucket holds it. */
    boolean contains(String key) {
        return objects.containsKey(key) || known.contains(key);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
