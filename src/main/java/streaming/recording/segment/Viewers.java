package streaming.recording.segment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who watches recordings that are being made: a player asks for the playlist once more, and for the last segments,
 * after the end.
 */
public final class Viewers {

    /** A player asks again after one to two target durations (RFC 8216, section 6.3.4). */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Clock clock;
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();

    public Viewers(Clock clock) {
        this.clock = clock;
    }

    /** Somebody asked for the playlist of this recording. */
    public void saw(String recordingId) {
        Instant now = clock.instant();
        seen.values().removeIf(last -> last.isBefore(now.minus(PATIENCE)));
        seen.put(recordingId, now);
    }

    /**
     * Whether somebody may ask for more of it.
     *
     * @param justNow whether it was completed just now: later nobody's player has a reason to ask
     */
    public boolean watch(String recordingId, boolean justNow) {
        Instant last = seen.get(recordingId);
        return justNow && last != null && !last.isBefore(clock.instant().minus(PATIENCE));
    }
}
