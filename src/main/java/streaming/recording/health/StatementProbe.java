package streaming.recording.health;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of the statements that PostgreSQL refuses though it is there: rights that are missing, a full disk, a standby
 * that only reads, SQL that was changed and is wrong. Their work comes again by itself, so nothing else would tell an
 * operator.
 */
public final class StatementProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger("recording.database");
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<String, Instant> said = new HashMap<>();
    private String route;
    private Instant at = Instant.MIN;

    public StatementProbe(Clock clock) {
        this.clock = clock;
    }

    /**
     * Says so once a minute for each route. Of a connection that broke or could not be had nothing is said here.
     *
     * @param failure any; only an SQLException among its causes counts
     */
    public synchronized void failed(String routeId, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && isThere(refused.getSQLState())) {
                Instant now = clock.instant();
                if (!isAboutValue(refused.getSQLState())) {
                    route = routeId;
                    at = now;
                }
                Instant before = said.get(routeId);
                if (before == null || !now.isBefore(before.plus(QUIET))) {
                    said.put(routeId, now);
                    LOG.warn(
                            "PostgreSQL refuses a statement, which comes again: route={} state={} reason={}",
                            routeId,
                            refused.getSQLState(),
                            refused.getMessage().replaceAll("\\s+", " "));
                }
                return;
            }
        }
    }

    /** Not classes 08 (connection), 57P (the server stops) and 40 (a conflict, which the next try has not). */
    private static boolean isThere(String state) {
        return state != null && !state.matches("(08|57P|40).*");
    }

    /** Class 22: what somebody sent is at fault, and others are served. */
    private static boolean isAboutValue(String state) {
        return state.startsWith("22");
    }

    /** For a minute after the last one. */
    @Override
    public synchronized String reason() {
        return clock.instant().isBefore(at.plus(QUIET)) ? "PostgreSQL refuses statements of " + route : null;
    }
}
