package streaming.recording.segment;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.failure.CannotEver;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.PlaylistReader;
import streaming.recording.storage.SegmentStore;

/**
 * What lies in the bucket for one recording: the listing says what is there, the playlist in which order.
 *
 * <p>A poll costs one request for the playlist and at most three for listings, however long the stream is: the first
 * page, and, when there are more than 1,000 objects, one page from a little before the newest known name and one where
 * names with one digit more begin. What lies further back is looked at once more in the full listing after the end.
 */
public final class SegmentInventory {

    /** Segments arrive out of order; one that comes later than this many numbers is found by the full listing. */
    private static final int LOOK_BACK = 50;

    private final SegmentStore store;
    private final Rendition rendition;

    public SegmentInventory(SegmentStore store, Rendition rendition) {
        this.store = store;
        this.rendition = rendition;
    }

    /** @throws CannotEver when nothing is captured yet and the stream is encrypted or not MPEG-TS */
    public BucketListing list(SegmentQuery query) {
        Recording recording = query.recording();
        BucketListing listing = listBelow(recording.prefix(), query, recording.newestKey());
        if (!listing.segments().isEmpty() || recording.newestKey() != null) {
            return listing;
        }
        return store.find(recording.bucket(), recording.prefix() + "master.m3u8")
                .flatMap(master -> rendition.folder(master.content()))
                .map(folder -> listBelow(recording.prefix() + folder + "/", query, null))
                .orElse(listing);
    }

    /** The same, to be compared with the ledger. */
    public FoundSegments find(SegmentQuery query) {
        return FoundSegments.in(list(query), query.recording());
    }

    private BucketListing listBelow(String prefix, SegmentQuery query, String newestKey) {
        Recording recording = query.recording();
        String bucket = recording.bucket();
        Optional<SegmentStore.Found> found = store.find(bucket, prefix + "playlist.m3u8");
        Optional<Playlist> playlist = found.flatMap(playlistObject -> PlaylistReader.read(playlistObject.content()));

        Map<String, S3Object> listed = new TreeMap<>();
        Duration clock = list(bucket, prefix, newestKey, query.listAll(), listed);
        // the times of the events are ours, those of the objects the store's
        Instant since = recording.captureFrom().toInstant().plus(clock);
        Instant until = recording.captureUntil() == null
                ? Instant.MAX
                : recording.captureUntil().toInstant().plus(clock);

        Map<String, Playlist.Entry> entries = new HashMap<>();
        List<String> missing = new ArrayList<>();
        List<BucketListing.Absent> absent = new ArrayList<>();
        playlist.ifPresent(p -> p.entries().forEach(entry -> {
            String key = key(prefix, entry.uri(), listed);
            entries.put(key, entry);
            if (listed.containsKey(key)) {
                absent.clear();
            } else if (query.listAll()) {
                missing.add(key);
                SegmentName name = SegmentName.of(key);
                if (name.isPlain()) {
                    absent.add(new BucketListing.Absent(key, name.number().orElse(entry.mediaSequence())));
                }
            }
        }));

        List<SegmentObject> segments = new ArrayList<>();
        for (S3Object object : listed.values()) {
            Playlist.Entry entry = entries.get(object.key());
            String name = object.key().toLowerCase(java.util.Locale.ROOT);
            // a playlist may list anything, itself too
            if (entry == null && !name.endsWith(".ts")
                    || name.endsWith(".m3u8")
                    || object.lastModified().isBefore(since)
                    || !object.lastModified().isBefore(until)) {
                continue;
            }
            segments.add(segment(object, entry));
        }
        boolean current = found.map(
                        playlistObject -> !playlistObject.lastModified().isBefore(since))
                .orElse(false);
        // what became unreadable later is damaged, and what was captured before is a recording
        playlist.filter(p -> current && newestKey == null).ifPresent(SegmentInventory::refuse);
        boolean complete = playlist.map(Playlist::ended).orElse(false) && current;
        return new BucketListing(prefix, segments, complete, missing, current ? absent : List.of());
    }

    private Duration list(String bucket, String prefix, String newestKey, boolean listAll, Map<String, S3Object> into) {
        SegmentStore.Page page = store.page(bucket, prefix, null);
        Duration clock = page.clock();
        add(page, into);
        if (page.truncated()
                && (listAll
                        || newestKey == null
                        || SegmentName.of(newestKey).number().isEmpty())) {
            while (page.truncated()) {
                page = store.page(
                        bucket,
                        prefix,
                        page.objects().get(page.objects().size() - 1).key());
                add(page, into);
            }
        } else if (page.truncated()) {
            SegmentName newest = SegmentName.of(newestKey);
            add(store.page(bucket, prefix, prefix + newest.earlier(LOOK_BACK)), into);
            add(store.page(bucket, prefix, prefix + newest.nextWidth()), into);
        }
        return clock;
    }

    private static void refuse(Playlist playlist) {
        if (playlist.encrypted()) {
            throw new CannotEver("encrypted", "the stream is encrypted (EXT-X-KEY)");
        }
        if (playlist.fragmentedMp4()) {
            throw new CannotEver("not-mpeg-ts", "the segments are fragmented MP4 (EXT-X-MAP), not MPEG-TS");
        }
    }

    private static void add(SegmentStore.Page page, Map<String, S3Object> into) {
        page.objects().forEach(object -> into.put(object.key(), object));
    }

    private static SegmentObject segment(S3Object object, Playlist.Entry entry) {
        long sequence = SegmentName.of(object.key())
                .number()
                .orElseGet(() -> entry != null
                        ? entry.mediaSequence()
                        : object.lastModified().toEpochMilli());
        return new SegmentObject(
                object.key(),
                object.eTag(),
                object.lastModified().toString(),
                object.size(),
                sequence,
                entry != null && entry.discontinuity(),
                entry != null);
    }

    /** A playlist line is the object key literally; when there is no such object, percent-decoded. */
    private static String key(String prefix, String uri, Map<String, S3Object> listed) {
        String literal = prefix + uri;
        if (listed.containsKey(literal) || uri.indexOf('%') < 0) {
            return literal;
        }
        try {
            return prefix + URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return literal;
        }
    }
}
