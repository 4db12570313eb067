package streaming.recording.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests with a wrong token: counted, logged once a minute for each peer, and answered later the more there were. */
public final class WrongTokens {

    private static final Logger LOG = LoggerFactory.getLogger("recording.api");
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int MOST_PEERS = 1_000;

    /** What one peer has sent since its line in the log. */
    private record Sent(Instant since, int number) {}

    private final Clock clock;
    private final Map<String, Sent> peers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
            return size() > MOST_PEERS;
        }
    };
    private long total;

    public WrongTokens(Clock clock) {
        this.clock = clock;
    }

    /**
     * One more.
     *
     * @param peer address of the other end of the connection
     * @return how long its answer has to wait
     */
    synchronized Duration from(String peer) {
        total++;
        Instant now = clock.instant();
        Sent before = peers.get(peer);
        Sent sent = before == null || !now.isBefore(before.since().plus(WINDOW))
                ? new Sent(now, 1)
                : new Sent(before.since(), before.number() + 1);
        peers.put(peer, sent);
        if (sent.number() == 1) {
            LOG.warn(
                    "Wrong token: peer={} more={} (of the minute of its last line; the next line in a minute)",
                    peer,
                    before == null ? 0 : before.number() - 1);
        }
        Duration wait = STEP.multipliedBy(sent.number());
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }

    /** Since the start of the service. */
    public synchronized long total() {
        return total;
    }
}
