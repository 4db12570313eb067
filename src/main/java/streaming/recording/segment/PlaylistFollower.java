package streaming.recording.segment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.SegmentUri;
import streaming.recording.storage.SegmentStore;

/**
 * Follows the playlist of a live recording between two listings of the bucket: a poll is one conditional request then.
 * It takes from the playlist only what is plain, new entries behind those that are known; whatever else it says or
 * leaves open a listing decides ({@link SegmentInventory}). Kept in memory: what is forgotten a listing tells again.
 */
public final class PlaylistFollower {

    /** What no playlist tells of, such as a whole object that was written again, is seen this often, and at the end. */
    private static final Duration LISTING = Duration.ofMinutes(5);
    /** For so long a damaged object may still be written again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Of one recording; at most one poll of it runs at a time. */
    private static final class Followed {
        private String prefix;
        private String playlistKey;
        private String etag;
        /** The entry up to which all is known. */
        private Playlist.Entry last;
        /** Keys that were told since the last listing: perhaps they are being fetched. */
        private final Set<String> told = new HashSet<>();
        /** Of its segments, seconds. */
        private double longest;

        private long listedAt;
        private long newsAt;
        /** The last poll found something, however long ago that is: polls may be further apart than segments. */
        private boolean hadNews;

        /** What the last listing found is being fetched. */
        private boolean compared;

        private boolean listedNothing;

        private volatile long unsureAt;
        private volatile long listUntil;

        Followed(long now) {
            unsureAt = now - 1;
            listUntil = now - 1;
        }

        boolean isBefore(Playlist.Entry entry) {
            return last != null && entry.mediaSequence() < last.mediaSequence();
        }
    }

    private final SegmentStore store;
    private final SegmentFiles files;
    private final LongSupplier nanos;
    private final Map<String, Followed> recordings = new ConcurrentHashMap<>();

    /** @param nanos a clock that never jumps, such as {@link System#nanoTime} */
    public PlaylistFollower(SegmentStore store, SegmentFiles files, LongSupplier nanos) {
        this.store = store;
        this.files = files;
        this.nanos = nanos;
    }

    /** @return what its playlist lists behind all that is known; empty when the bucket has to be listed */
    Optional<List<SegmentObject>> news(Recording recording) {
        Followed followed = recordings.get(recording.recordingId());
        if (followed == null || !isEnough(followed, recording)) {
            return Optional.empty();
        }
        Optional<SegmentStore.Found> read = store.findNewer(recording.bucket(), followed.playlistKey, followed.etag);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        if (read.get() == SegmentStore.UNCHANGED) {
            followed.hadNews = false;
            return Optional.of(List.of());
        }
        Playlists.Found newer = Playlists.found(followed.playlistKey, read.get());
        Optional<List<SegmentObject>> news =
                newer.media().flatMap(media -> behind(followed, media, newer.key(), recording));
        news.ifPresent(segments -> follow(followed, newer, newer.media().orElseThrow(), segments.isEmpty()));
        return news;
    }

    private void follow(Followed followed, Playlists.Found playlist, Playlist.Media media, boolean nothingNew) {
        followed.etag = playlist.etag();
        followed.hadNews = !nothingNew;
        if (!nothingNew) {
            followed.last = media.entries().get(media.entries().size() - 1);
            followed.longest = Math.max(followed.longest, followed.last.seconds());
            followed.newsAt = nanos.getAsLong();
        }
    }

    private boolean isEnough(Followed followed, Recording recording) {
        long now = nanos.getAsLong();
        return followed.compared
                && followed.last != null
                && followed.prefix.equals(recording.prefix())
                && recording.captureUntil() == null
                && followed.unsureAt - followed.listedAt < 0
                && now - followed.listUntil > 0
                && now - followed.listedAt < LISTING.toNanos()
                && (followed.hadNews || now - followed.newsAt < silence(followed));
    }

    /**
     * For how long nothing new is no reason to list the bucket: after one and a half of its segments the playlist may
     * have been given up. When a listing since then found nothing either, twice as long as up to that.
     */
    private static long silence(Followed followed) {
        long first = (long) (1.5e9 * followed.longest);
        long listed = followed.listedAt - followed.newsAt;
        return followed.listedNothing && listed >= first ? 2 * listed : first;
    }

    /** @return empty when what is behind the last known entry is not plain */
    private Optional<List<SegmentObject>> behind(
            Followed followed, Playlist.Media media, String playlistKey, Recording recording) {
        Playlist.Entry last = followed.last;
        List<Playlist.Entry> entries = media.entries();
        int known = entries.isEmpty()
                ? -1
                : (int) (last.mediaSequence() - entries.get(0).mediaSequence());
        if (media.ended()
                || media.encrypted()
                || media.fragmentedMp4()
                || known < 0
                || known >= entries.size()
                || !entries.get(known).uri().equals(last.uri())) {
            return Optional.empty();
        }
        List<SegmentObject> news = new ArrayList<>();
        for (Playlist.Entry entry : entries.subList(known + 1, entries.size())) {
            String key = playlistKey.substring(0, playlistKey.lastIndexOf('/') + 1) + entry.uri();
            SegmentObject segment = SegmentObject.told(recording.prefix(), key, entry);
            if (!isPlain(entry)
                    || !key.startsWith(recording.prefix())
                    || files.has(recording.folder(), segment)
                    || followed.told.contains(key)
                    || news.stream().anyMatch(one -> one.objectKey().equals(key))) {
                return Optional.empty();
            }
            news.add(segment);
        }
        news.forEach(segment -> followed.told.add(segment.objectKey()));
        return Optional.of(news);
    }

    /** A name in the playlist's own folder, of a whole object that is there to be fetched. */
    private static boolean isPlain(Playlist.Entry entry) {
        return !entry.gap()
                && entry.range() == null
                && entry.uri().indexOf('/') < 0
                && SegmentName.of(entry.uri()).isPlain()
                && SegmentName.of(entry.uri()).number().isPresent()
                && entry.uri().endsWith(".ts");
    }

    /**
     * The bucket was listed.
     *
     * @param prefix where its segments lie
     * @param playlist the one that says what belongs
     * @param held whether the bucket holds a key
     * @param began before the listing, {@link #now}
     */
    void listed(Recording recording, String prefix, Playlists.Found playlist, Predicate<String> held, long began) {
        Followed followed = recordings.computeIfAbsent(recording.recordingId(), id -> new Followed(began));
        List<Playlist.Entry> entries =
                playlist.media().map(Playlist.Media::entries).orElse(List.of());
        Playlist.Entry last = null;
        for (Playlist.Entry entry : entries) {
            Optional<String> key = SegmentUri.key(prefix, playlist.key(), entry.uri(), held);
            boolean there = entry.gap()
                    || key.filter(held).isPresent()
                    || followed.isBefore(entry)
                    || key.filter(one -> files.has(recording.folder(), SegmentObject.told(prefix, one, entry)))
                            .isPresent();
            if (!there) {
                break;
            }
            last = entry;
        }
        followed.hadNews =
                last != null && (followed.last == null || last.mediaSequence() != followed.last.mediaSequence());
        if (followed.hadNews) {
            followed.newsAt = began;
        }
        followed.last = last;
        followed.longest =
                entries.stream().mapToDouble(Playlist.Entry::seconds).max().orElse(0);
        followed.playlistKey = playlist.key();
        followed.etag = playlist.etag();
        followed.prefix = prefix;
        followed.listedAt = began;
        followed.told.clear();
        followed.compared = false;
    }

    /** What was listed was compared with the ledger: until then, as while PostgreSQL is away, it is listed again. */
    public void compared(FoundSegments found) {
        Followed followed = recordings.get(found.recording().recordingId());
        if (followed != null) {
            followed.compared = true;
            followed.listedNothing = found.looked() ? !found.foundNew() : followed.listedNothing;
            if (found.hasOpenPlaces()) {
                followed.unsureAt = nanos.getAsLong();
            }
        }
    }

    /** The bucket was listed, and no playlist can be followed; or the recording is not polled here any more. */
    public void forget(String recordingId) {
        recordings.remove(recordingId);
    }

    /** A segment was captured: what is not certain to be whole is looked at again. */
    public void captured(KeptSegment segment) {
        Followed followed = recordings.get(segment.recordingId());
        if (followed != null && !segment.unchanged()) {
            followed.unsureAt = nanos.getAsLong();
            if (segment.state().equals("damaged")) {
                followed.listUntil = nanos.getAsLong() + PATIENCE.toNanos();
            }
        }
    }

    /** A segment was not fetched, for whatever reason: a listing finds it again. */
    public void missed(String recordingId) {
        Followed followed = recordings.get(recordingId);
        if (followed != null) {
            followed.unsureAt = nanos.getAsLong();
        }
    }

    long now() {
        return nanos.getAsLong();
    }
}
