package streaming.recording.segment;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.failure.CannotEver;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.SegmentUri;
import streaming.recording.storage.SegmentStore;

/**
 * What lies in the bucket for one recording: the listing says what is there, the playlist in which order. Between two
 * listings the playlist is followed by itself ({@link PlaylistFollower}).
 *
 * <p>A listing costs one request for the playlist (more when there are several) and at most three for pages, however
 * long the stream is: the first page, and, when there are more than 1,000 objects, one page from a little before the
 * newest known name and one where names with one digit more begin. What lies further back is looked at once more in the
 * full listing after the end.
 */
public final class SegmentInventory {

    /** Segments arrive out of order; one that comes later than this many numbers is found by the full listing. */
    private static final int LOOK_BACK = 50;

    /** Of the folders that a playlist lists segments in, the newest; a folder a day is usual. */
    private static final int MOST_FOLDERS = 8;

    private final SegmentStore store;
    private final Rendition rendition;
    private final Playlists playlists;
    private final PlaylistFollower follower;
    private final BiFunction<String, List<S3Object>, Set<String>> unknown;

    /** @param unknown gives, of objects, the keys of those that the ledger of a recording does not have as they are */
    public SegmentInventory(
            SegmentStore store,
            Rendition rendition,
            PlaylistFollower follower,
            BiFunction<String, List<S3Object>, Set<String>> unknown) {
        this.store = store;
        this.follower = follower;
        this.unknown = unknown;
        this.rendition = rendition;
        this.playlists = new Playlists(store, rendition);
    }

    /** The same, to be compared with the ledger; or, where its playlist tells that, only what is new. */
    public FoundSegments find(SegmentQuery query) {
        Recording recording = query.recording();
        Optional<List<SegmentObject>> news = query.listAll() ? Optional.empty() : follower.news(recording);
        return news.map(segments -> FoundSegments.told(recording, segments))
                .orElseGet(() -> FoundSegments.in(list(query), recording));
    }

    /** @throws CannotEver when nothing is captured yet and the stream is encrypted or not MPEG-TS */
    public BucketListing list(SegmentQuery query) {
        return listBelow(query.recording().prefix(), query, query.recording().newestKey());
    }

    private BucketListing listBelow(String prefix, SegmentQuery query, String newestKey) {
        Recording recording = query.recording();
        long began = follower.now();
        // before the listing, which so holds what the playlist lists
        Optional<Playlists.Found> usual = playlists.usual(recording.bucket(), prefix);
        SegmentStore.Page first = store.page(recording.bucket(), prefix, null);
        // the times of the events are ours, those of the objects the store's
        Instant since = recording.captureFrom().toInstant().plus(first.clock());
        Instant until = recording.captureUntil() == null
                ? Instant.MAX
                : recording.captureUntil().toInstant().plus(first.clock());
        ListedObjects listed = new ListedObjects(
                usual.flatMap(Playlists.Found::media),
                object -> !object.lastModified().isBefore(since)
                        && object.lastModified().isBefore(until),
                page -> unknown.apply(recording.recordingId(), page));
        list(recording.bucket(), prefix, newestKey, query.listAll(), first, listed);
        Map<String, S3Object> objects = listed.objects();
        Playlists.Choice choice = playlists.choose(recording.bucket(), prefix, usual, objects.values());
        choice.current().ifPresent(found -> {
            listAgain(recording.bucket(), prefix, found, listed);
            listFolders(recording.bucket(), prefix, found, objects);
        });
        boolean current = choice.current()
                .map(found -> !found.lastModified().isBefore(since))
                .orElse(false);
        Optional<Playlist.Media> playlist = choice.current().flatMap(Playlists.Found::media);
        // what became unreadable later is damaged, and what was captured before is a recording
        playlist.filter(p -> current && newestKey == null).ifPresent(SegmentInventory::refuse);
        BucketListing listing = new Membership(
                        prefix,
                        objects,
                        listed::contains,
                        since,
                        until,
                        choice.current().map(Playlists.Found::key).orElse(prefix + Playlists.USUAL),
                        playlist.orElse(null),
                        current)
                .listing(
                        playlist.map(Playlist.Media::ended).orElse(false) && current && !listed.leavesSome(),
                        query.listAll() && !listed.leavesSome())
                .doubting(playlist.isPresent() ? null : unreadable(choice.all(), since, until));
        // sound of its own has a playlist that may come later
        boolean waits = choice.soundApart() && !recording.ended();
        if (listing.segments().isEmpty() && newestKey == null && !waits) {
            Optional<String> deeper = deeper(recording, prefix, first, choice, since);
            if (deeper.isPresent()) {
                return listBelow(deeper.get(), query, null);
            }
        }
        choice.current()
                .filter(found -> current && !recording.ended() && found.etag() != null)
                .ifPresentOrElse(
                        found -> follower.listed(recording, prefix, found, listed::contains, began),
                        () -> follower.forget(recording.recordingId()));
        return listing;
    }

    /** @return the folder of the rendition that is to be recorded; empty when it is the prefix, or none is there yet */
    private Optional<String> deeper(
            Recording recording, String prefix, SegmentStore.Page first, Playlists.Choice choice, Instant since) {
        boolean looks = first.folders() && choice.current().isEmpty() && prefix.equals(recording.prefix());
        Instant now = recording.ended() ? Instant.MAX : Instant.now().plus(first.clock());
        Optional<String> deep = looks
                ? new DeepFolder(rendition, key -> playlists.read(recording.bucket(), key))
                        .of(prefix, choice.all(), store.below(recording.bucket(), prefix), since, now)
                : Optional.empty();
        return deep.or(() -> choice.master().flatMap(rendition::folder).map(folder -> prefix + folder + "/"));
    }

    /** @return null when none of them can be read and is of this broadcast, or one can be read beside it */
    private static String unreadable(List<Playlists.Found> found, Instant since, Instant until) {
        if (found.stream().anyMatch(one -> one.playlist() != null)) {
            return null;
        }
        return found.stream()
                .filter(one -> !one.lastModified().isBefore(since))
                .filter(one -> one.lastModified().isBefore(until))
                .findFirst()
                .map(one -> one.key() + " cannot be read as a playlist")
                .orElse(null);
    }

    /** A playlist may list objects in folders below it, such as 2025/10/05/: those that it lists count. */
    private void listFolders(String bucket, String prefix, Playlists.Found found, Map<String, S3Object> objects) {
        Set<String> wanted = found.media().stream()
                .flatMap(media -> media.entries().stream())
                .map(Playlist.Entry::uri)
                .filter(uri -> uri.indexOf('/') >= 0)
                .flatMap(uri -> SegmentUri.key(prefix, found.key(), uri, objects::containsKey).stream())
                .filter(key -> !objects.containsKey(key) && key.indexOf('/', prefix.length()) >= 0)
                .collect(Collectors.toSet());
        wanted.stream()
                .map(key -> key.substring(0, key.lastIndexOf('/') + 1))
                .distinct()
                .sorted(Comparator.reverseOrder())
                .limit(MOST_FOLDERS)
                .forEach(folder -> {
                    SegmentStore.Page page = store.page(bucket, folder, null);
                    while (page != null) {
                        page.objects().stream()
                                .filter(object -> wanted.contains(object.key()))
                                .forEach(object -> objects.put(object.key(), object));
                        page = next(bucket, folder, page);
                    }
                });
    }

    private void list(
            String bucket,
            String prefix,
            String newestKey,
            boolean listAll,
            SegmentStore.Page first,
            ListedObjects into) {
        into.add(first.objects());
        if (listAll || newestKey == null || SegmentName.of(newestKey).number().isEmpty()) {
            SegmentStore.Page page = next(bucket, prefix, first);
            while (page != null) {
                into.add(page.objects());
                page = next(bucket, prefix, page);
            }
        } else if (first.truncated()) {
            SegmentName newest = SegmentName.of(newestKey);
            into.add(store.page(bucket, prefix, prefix + newest.earlier(LOOK_BACK))
                    .objects());
            into.add(store.page(bucket, prefix, prefix + newest.nextWidth()).objects());
        }
    }

    /** What the playlist lists and is known by its name only: the pages that hold it, once more. */
    private void listAgain(String bucket, String prefix, Playlists.Found found, ListedObjects listed) {
        TreeSet<String> wanted = found.media().stream()
                .flatMap(media -> media.entries().stream())
                .flatMap(entry -> SegmentUri.key(prefix, found.key(), entry.uri(), listed::contains).stream())
                .filter(key -> !listed.objects().containsKey(key) && listed.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
        while (!wanted.isEmpty()) {
            String key = wanted.pollFirst();
            store.page(bucket, prefix, key.substring(0, key.length() - 1)).objects().stream()
                    .filter(object -> object.key().equals(key) || wanted.remove(object.key()))
                    .forEach(listed::put);
        }
    }

    /** Null behind the last one. */
    private SegmentStore.Page next(String bucket, String prefix, SegmentStore.Page page) {
        return page.truncated() && !page.objects().isEmpty()
                ? store.page(
                        bucket,
                        prefix,
                        page.objects().get(page.objects().size() - 1).key())
                : null;
    }

    private static void refuse(Playlist.Media playlist) {
        if (playlist.encrypted()) {
            throw new CannotEver("encrypted", "the stream is encrypted (EXT-X-KEY)");
        }
        if (playlist.fragmentedMp4()) {
            throw new CannotEver("not-mpeg-ts", "the segments are fragmented MP4 (EXT-X-MAP), not MPEG-TS");
        }
    }
}
