package streaming.recording.segment;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Decides when the tail of an ended stream has arrived: its playlist is closed and everything it lists is captured or
 * given up, or nothing changed for a while. The last segments arrive just before the end event, some after it.
 */
public final class Settling {

    /** For how long after the end event a missing object is waited for and an unreadable one is tried again. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Clock clock;
    private final Duration settleTime;

    public Settling(Clock clock, Duration settleTime) {
        this.clock = clock;
        this.settleTime = settleTime;
    }

    /** @param since when the bucket was first seen as it is now */
    public record State(int objects, int hash, Instant since, boolean settled) {
    }

    /** Before the first look. */
    public State start() {
        return new State(-1, 0, clock.instant(), false);
    }

    /**
     * @param before  {@link #start()}, then what the last look gave
     * @param look    a full one
     * @param open    the segments of this look that are not captured yet
     * @param endedAt when the end was heard
     */
    public State next(State before, SegmentInventory.Look look, List<SegmentTask> open, Timestamp endedAt) {
        Instant now = clock.instant();
        int hash = look.segments().hashCode();
        boolean same = before.hash() == hash && before.objects() == look.segments().size();
        Instant since = same ? before.since() : now;
        boolean patient = now.isBefore(endedAt.toInstant().plus(PATIENCE));
        boolean waiting = open.stream().anyMatch(task -> patient || !task.givenUp())
                || patient && look.complete() && !look.missing().isEmpty();
        boolean quiet = look.complete() || !now.isBefore(since.plus(settleTime));
        return new State(look.segments().size(), hash, since, quiet && !waiting);
    }
}
