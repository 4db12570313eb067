package streaming.recording.segment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.SegmentUri;

/**
 * Which of the objects below a prefix are segments of one broadcast. What a current playlist lists belongs. What it
 * does not list belongs when it is of a series that is listed, or when no playlist can have known of it yet; not when
 * it was uploaded beside what is listed under other names: another rendition in the same folder, the parts of
 * low-latency HLS.
 */
final class Membership {

    /** Segments that follow each other are uploaded no further apart, or three times as far as the longest is long. */
    private static final Duration BESIDE = Duration.ofSeconds(15);

    /** Seconds; no segment is longer, whatever a playlist says. */
    private static final double LONGEST = 600;

    private final String prefix;
    private final Map<String, S3Object> objects;
    private final Predicate<String> held;
    private final Instant since;
    private final Instant until;
    /** The entries of the playlist by the keys that they mean, in order. */
    private final Map<String, Playlist.Entry> entries = new LinkedHashMap<>();

    /** Of objects that it lists more than once, all lines but the first. */
    private final List<BucketListing.Place> places = new ArrayList<>();

    private final boolean current;
    private final String playlistKey;
    private final Set<String> listedStems = new HashSet<>();
    private final Set<String> listedKinds = new HashSet<>();
    private final Set<OptionalLong> listedNumbers = new HashSet<>();
    private final Set<String> foreignStems = new HashSet<>();
    private final Set<String> foreignKinds = new HashSet<>();
    private final TreeSet<Instant> listedAt = new TreeSet<>();
    private Duration beside = BESIDE;
    private Instant firstListed = Instant.MAX;
    private Instant lastListed = Instant.MIN;

    /**
     * @param objects by key, those that the playlist means among them
     * @param held whether the bucket holds a key; of a month not all that it holds is among the objects
     * @param since objects before are the last broadcast's; the store's clock, as all times here
     * @param until objects from then on are the next broadcast's
     * @param playlistKey where the playlist lies; any key below the prefix when there is none
     * @param playlist null when there is none that can be read
     * @param current the playlist is of this broadcast
     */
    Membership(
            String prefix,
            Map<String, S3Object> objects,
            Predicate<String> held,
            Instant since,
            Instant until,
            String playlistKey,
            Playlist.Media playlist,
            boolean current) {
        this.prefix = prefix;
        this.objects = objects;
        this.held = held;
        this.since = since;
        this.until = until;
        this.current = current;
        this.playlistKey = playlistKey;
        if (playlist != null) {
            playlist.entries().forEach(entry -> SegmentUri.key(prefix, playlistKey, entry.uri(), held)
                    .ifPresent(key -> enter(key, entry)));
            double longest = playlist.entries().stream()
                    .mapToDouble(Playlist.Entry::seconds)
                    .max()
                    .orElse(0);
            Duration three = Duration.ofMillis((long) (3000 * Math.min(longest, LONGEST)));
            beside = three.compareTo(BESIDE) > 0 ? three : BESIDE;
        }
        entries.keySet().stream().filter(this::isOfThisBroadcast).forEach(this::listed);
        if (current) {
            objects.values().stream().filter(this::isBeside).forEach(this::foreign);
        }
    }

    /**
     * @param complete the playlist has EXT-X-ENDLIST
     * @param listAll whether all objects are known, so that one that is listed and not among them is missing
     */
    BucketListing listing(boolean complete, boolean listAll) {
        List<SegmentObject> segments = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        for (S3Object object : objects.values()) {
            if (belongs(object)) {
                segments.add(segment(object, entries.get(object.key())));
            } else if (isForeign(object)) {
                foreign.add(object.key());
            }
        }
        List<String> missing = new ArrayList<>();
        List<BucketListing.Absent> absent = new ArrayList<>();
        List<BucketListing.Absent> told = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (held.test(key)) {
                absent.clear();
            } else if (entry.gap()) {
                told.add(absent(key, entry));
            } else if (listAll) {
                missing.add(key);
                if (SegmentName.of(key).isPlain()) {
                    absent.add(absent(key, entry));
                }
            }
        });
        absent.addAll(told);
        List<BucketListing.Place> further = places.stream()
                .filter(place -> current && held.test(place.objectKey()))
                .toList();
        return new BucketListing(
                prefix, segments, further, foreign, complete, missing, current ? absent : List.of(), doubt());
    }

    private void enter(String key, Playlist.Entry entry) {
        Playlist.Entry first = entries.putIfAbsent(key, entry);
        // the ranges of one object that are listed one after the other are the whole object
        if (first != null && first.range() == null && entry.range() == null && !first.gap() && !entry.gap()) {
            places.add(
                    new BucketListing.Place(key, sequence(key, entry), entry.mediaSequence(), entry.discontinuity()));
        }
    }

    /** A playlist of this broadcast lists segments, and the bucket holds others. */
    private String doubt() {
        boolean useless = current
                && !entries.isEmpty()
                && entries.keySet().stream().noneMatch(held)
                && objects.values().stream().anyMatch(this::belongs);
        return useless ? "none of the segments that " + playlistKey + " lists is in the bucket" : null;
    }

    private boolean belongs(S3Object object) {
        String name = object.key().toLowerCase(Locale.ROOT);
        boolean listed = entries.containsKey(object.key());
        // a playlist may list anything, itself too
        if (!listed && !name.endsWith(".ts")
                || name.endsWith(".m3u8")
                || !object.lastModified().isBefore(until)) {
            return false;
        }
        if (object.lastModified().isBefore(since)) {
            return listed && isSlate(object);
        }
        return listed || !isForeign(object);
    }

    private boolean isOfThisBroadcast(String key) {
        S3Object object = objects.get(key);
        return object != null
                && !object.lastModified().isBefore(since)
                && object.lastModified().isBefore(until);
    }

    private void listed(String key) {
        Instant at = objects.get(key).lastModified();
        firstListed = at.isBefore(firstListed) ? at : firstListed;
        lastListed = at.isAfter(lastListed) ? at : lastListed;
        listedAt.add(at);
        listedStems.add(SegmentName.of(key).series());
        listedKinds.add(SegmentName.of(key).kind());
        listedNumbers.add(SegmentName.of(key).number());
    }

    /**
     * An object is older than the broadcast and belongs all the same: something behind it is new, and of other names.
     */
    private boolean isSlate(S3Object object) {
        if (!current || listedStems.contains(SegmentName.of(object.key()).series())) {
            return false;
        }
        long place = entries.get(object.key()).mediaSequence();
        return entries.entrySet().stream()
                .anyMatch(entry -> entry.getValue().mediaSequence() > place && isOfThisBroadcast(entry.getKey()));
    }

    /**
     * Not listed, while what was uploaded shortly before and shortly after it is: an old object that is listed once
     * more, such as a slate, says nothing of what came since it was uploaded. In the second of the last upload it may
     * be one that the playlist does not list yet, in that of the first one that it does not list any more, unless it is
     * numbered as one that is listed.
     */
    private boolean isBeside(S3Object object) {
        SegmentName name = SegmentName.of(object.key());
        Instant at = object.lastModified();
        boolean between = at.isAfter(firstListed)
                && at.isBefore(lastListed)
                && Duration.between(listedAt.floor(at), listedAt.ceiling(at)).compareTo(beside) <= 0;
        boolean atItsEdge = at.equals(firstListed) || at.equals(lastListed);
        return !entries.containsKey(object.key())
                && !listedStems.contains(name.series())
                && (between || atItsEdge && name.number().isPresent() && listedNumbers.contains(name.number()));
    }

    private void foreign(S3Object object) {
        SegmentName name = SegmentName.of(object.key());
        foreignStems.add(name.series());
        if (!listedKinds.contains(name.kind())) {
            foreignKinds.add(name.kind());
        }
    }

    private boolean isForeign(S3Object object) {
        SegmentName name = SegmentName.of(object.key());
        return !entries.containsKey(object.key())
                && !listedStems.contains(name.series())
                && (foreignStems.contains(name.series()) || foreignKinds.contains(name.kind()))
                && object.key().toLowerCase(Locale.ROOT).endsWith(".ts");
    }

    private static BucketListing.Absent absent(String key, Playlist.Entry entry) {
        return new BucketListing.Absent(key, sequence(key, entry), entry.gap());
    }

    private static long sequence(String key, Playlist.Entry entry) {
        return SegmentName.of(key).number().orElse(entry.mediaSequence());
    }

    private SegmentObject segment(S3Object object, Playlist.Entry entry) {
        long sequence = SegmentName.of(object.key())
                .number()
                .orElseGet(() -> entry != null
                        ? entry.mediaSequence()
                        : object.lastModified().toEpochMilli());
        return new SegmentObject(
                object.key(),
                SegmentFiles.name(prefix, object.key()),
                object.eTag(),
                object.lastModified().toString(),
                object.size(),
                sequence,
                entry != null && current ? entry.mediaSequence() : null,
                entry != null && entry.discontinuity(),
                entry != null,
                entry == null ? 0 : entry.seconds());
    }
}
