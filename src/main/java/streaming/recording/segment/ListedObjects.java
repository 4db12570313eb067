package streaming.recording.segment;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.hls.Playlist;

/**
 * What the bucket holds below a prefix. A bucket may hold a month of one broadcast, a million objects: behind the first
 * of them, those that the ledger has as they are, or that are of another broadcast, are known by their names only.
 */
final class ListedObjects {

    private static final int ALL_OF = 20_000;
    /** Of those that the ledger lacks; the others are found when these were fetched. */
    private static final int MOST = 50_000;

    private final Map<String, S3Object> objects = new TreeMap<>();
    private final NameSet others = new NameSet();
    private final Set<String> listed = new HashSet<>();
    private final Predicate<S3Object> inTime;
    private final Function<List<S3Object>, Set<String>> unknown;
    private boolean leavesSome;

    /**
     * @param playlist that was read before the listing
     * @param inTime whether an object is of this broadcast by its time
     * @param unknown gives the keys of those objects that the ledger does not have as they are
     */
    ListedObjects(
            Optional<Playlist.Media> playlist,
            Predicate<S3Object> inTime,
            Function<List<S3Object>, Set<String>> unknown) {
        this.inTime = inTime;
        this.unknown = unknown;
        playlist.ifPresent(media -> media.entries().forEach(entry -> listed.add(name(entry.uri()))));
    }

    void add(List<S3Object> page) {
        if (objects.size() + page.size() <= ALL_OF) {
            page.forEach(this::put);
            return;
        }
        Set<String> fresh = unknown.apply(page.stream().filter(inTime).toList());
        for (S3Object object : page) {
            String key = object.key();
            boolean isNew = fresh.contains(key);
            boolean room = objects.size() < ALL_OF + MOST;
            if (isNew && room || key.endsWith(".m3u8") || listed.contains(name(key))) {
                put(object);
            } else {
                others.add(key);
                leavesSome |= isNew;
            }
        }
    }

    /** One that was known by its name. */
    void put(S3Object object) {
        objects.put(object.key(), object);
    }

    /** Whether the ledger lacks so many that some of them have to wait. */
    boolean leavesSome() {
        return leavesSome;
    }

    /** By key, but for those that are known only by their names. */
    Map<String, S3Object> objects() {
        return objects;
    }

    /** Whether the bucket holds it. */
    boolean contains(String key) {
        return objects.containsKey(key) || others.contains(key);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
