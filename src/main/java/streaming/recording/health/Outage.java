package streaming.recording.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/** Says that something is away once a minute, however often it is asked for, and that it is back once. */
public final class Outage {

    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Logger log;
    private final Clock clock;
    private final String name;
    private Instant said;
    private String reason;

    /** @param name of what is away, for the log */
    public Outage(Logger log, Clock clock, String name) {
        this.log = log;
        this.clock = clock;
        this.name = name;
    }

    public synchronized void goesOn(String why) {
        reason = why;
        Instant now = clock.instant();
        if (said == null || !now.isBefore(said.plus(QUIET))) {
            said = now;
            log.warn("{} cannot be used and is waited for: {}", name, why);
        }
    }

    public synchronized void isOver() {
        if (reason != null) {
            log.info("{} is back", name);
        }
        said = null;
        reason = null;
    }

    /** Why it cannot be used; null when it can. */
    public synchronized String reason() {
        return reason;
    }
}
