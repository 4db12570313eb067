package streaming.recording.segment;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import streaming.recording.failure.CannotNow;
import streaming.recording.health.DiskProbe;
import streaming.recording.health.StoreProbe;
import streaming.recording.storage.StoreAway;

/**
 * Decides when the tail of an ended stream has arrived: its playlist is closed and everything it lists is captured or
 * given up, or nothing changed for a while. The last segments arrive just before the end event, some after it.
 */
public final class Settling {

    /** For how long after the end event a missing object is waited for and an unreadable one is tried again. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Between two listings while something is on its way, milliseconds. */
    private static final long SOON = 250;
    /**
     * At most, while only time must pass: each lists all that the bucket has of the stream, and many may end at once.
     */
    private static final long LATER = 1_000;

    private final LongSupplier nanos;
    private final Duration settleTime;
    private final DiskProbe disk;
    private final StoreProbe store;

    /**
     * @param nanos a clock that never jumps, such as {@link System#nanoTime}
     * @param disk fetches wait for it when it is full
     * @param store fetches wait for it when it is away
     */
    public Settling(LongSupplier nanos, Duration settleTime, DiskProbe disk, StoreProbe store) {
        this.nanos = nanos;
        this.disk = disk;
        this.store = store;
        this.settleTime = settleTime;
    }

    /**
     * @param since when the bucket was first seen as it is now
     * @param patientTo when what is missing is no longer waited for
     * @param pause until the next listing, milliseconds
     */
    public record State(int objects, int hash, long since, long patientTo, boolean settled, long pause) {}

    /**
     * Before the first listing.
     *
     * @param endedAgo seconds since the end was heard
     */
    public State start(double endedAgo) {
        long now = nanos.getAsLong();
        return new State(-1, 0, now, now + PATIENCE.toNanos() - (long) (endedAgo * 1e9), false, 0);
    }

    /**
     * @param before {@link #start}, then what the last listing gave
     * @param found all that the bucket has of the stream
     * @throws CannotNow when some of it is not captured yet and nothing can be fetched at the moment
     */
    public State next(State before, FoundSegments found) {
        BucketListing listing = found.listing();
        List<SegmentTask> open = found.tasks();
        if (!open.isEmpty() && store.reason() != null) {
            throw new StoreAway(open.size() + " segments wait in the bucket: " + store.reason());
        }
        String full = disk.reason();
        if (!open.isEmpty()
                && full != null
                && !disk.takes(
                        open.stream().mapToLong(task -> task.object().size()).sum(), true)) {
            throw new CannotNow("disk-full", open.size() + " segments wait in the bucket: " + full);
        }
        long now = nanos.getAsLong();
        int hash = listing.segments().hashCode();
        boolean same =
                before.hash() == hash && before.objects() == listing.segments().size();
        long since = same ? before.since() : now;
        boolean patient = now - before.patientTo() < 0;
        boolean waiting = open.stream().anyMatch(task -> patient || !task.givenUp())
                || patient && listing.complete() && !listing.missing().isEmpty();
        boolean quiet = listing.complete() || now - since >= settleTime.toNanos();
        long pause =
                waiting || listing.complete() ? SOON : Math.max(SOON, Math.min(LATER, settleTime.toMillis() / 3 + 1));
        return new State(listing.segments().size(), hash, since, before.patientTo(), quiet && !waiting, pause);
    }
}
