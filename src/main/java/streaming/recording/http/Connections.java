package streaming.recording.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that the server waits for: each must have sent a whole request by its deadline, however slowly its
 * bytes come. A connection whose request is being answered is not waited for.
 */
final class Connections {

    private final Map<HttpConnection, Instant> deadlines = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration request;
    private final Duration keepAlive;
    private final int most;

    /**
     * @param request for the first request of a connection, and for the body of each
     * @param keepAlive from an answer to the end of the next request's head
     * @param most waited for at once; one more, and the one that was nearest to its deadline is closed
     */
    Connections(Clock clock, Duration request, Duration keepAlive, int most) {
        this.clock = clock;
        this.request = request;
        this.keepAlive = keepAlive;
        this.most = most;
    }

    void opened(HttpConnection connection) {
        connection.closeHandler(closed -> deadlines.remove(connection));
        deadlines.put(connection, clock.instant().plus(request));
        if (deadlines.size() > most) {
            deadlines.entrySet().stream()
                    .min(Comparator.comparing(Map.Entry::getValue))
                    .ifPresent(oldest -> close(oldest.getKey()));
        }
    }

    /** The head of a request is here. */
    void began(HttpServerRequest message) {
        HttpConnection connection = message.connection();
        deadlines.replace(connection, clock.instant().plus(request));
        message.end().onSuccess(whole -> deadlines.remove(connection));
    }

    void answered(HttpConnection connection) {
        deadlines.put(connection, clock.instant().plus(keepAlive));
    }

    /** To be called every now and then: closes those whose time is over. */
    void sweep() {
        Instant now = clock.instant();
        deadlines.forEach((connection, deadline) -> {
            if (deadline.isBefore(now)) {
                close(connection);
            }
        });
    }

    private void close(HttpConnection connection) {
        deadlines.remove(connection);
        connection.close();
    }
}
