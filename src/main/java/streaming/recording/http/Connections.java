package streaming.recording.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that the server waits for: each must have sent a whole request by its deadline, however slowly its
 * bytes come, and then have read the answer by another.
 */
final class Connections {

    private final Map<HttpConnection, Instant> deadlines = new ConcurrentHashMap<>();
    private final Map<HttpConnection, Instant> answers = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration request;
    private final Duration keepAlive;
    private final Duration answer;
    private final int most;

    /**
     * @param request for the first request of a connection, and for the body of each
     * @param keepAlive from an answer to the end of the next request's head
     * @param answer from the end of a request until its answer is read
     * @param most waited for at once; one more, and the one that was nearest to its deadline is closed
     */
    Connections(Clock clock, Duration request, Duration keepAlive, Duration answer, int most) {
        this.clock = clock;
        this.request = request;
        this.keepAlive = keepAlive;
        this.answer = answer;
        this.most = most;
    }

    void opened(HttpConnection connection) {
        connection.closeHandler(closed -> {
            deadlines.remove(connection);
            answers.remove(connection);
        });
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
        // before the end of the request, too: an answer may come without waiting for it
        answers.put(connection, clock.instant().plus(request).plus(answer));
        message.end().onSuccess(whole -> {
            deadlines.remove(connection);
            answers.replace(connection, clock.instant().plus(answer));
        });
    }

    void answered(HttpConnection connection) {
        answers.remove(connection);
        deadlines.put(connection, clock.instant().plus(keepAlive));
    }

    /** To be called every now and then: closes those whose time is over. */
    void sweep() {
        Instant now = clock.instant();
        for (Map<HttpConnection, Instant> waits : List.of(deadlines, answers)) {
            waits.forEach((connection, deadline) -> {
                if (deadline.isBefore(now)) {
                    close(connection);
                }
            });
        }
    }

    private void close(HttpConnection connection) {
        deadlines.remove(connection);
        answers.remove(connection);
        connection.close();
    }
}
