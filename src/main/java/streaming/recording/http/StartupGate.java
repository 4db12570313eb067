package streaming.recording.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/**
 * Answers 503 until the service has started, and when it stops. The routes start one after the other, and a sender who
 * is told 404 because that of its operation is not there yet would take it for an answer.
 */
public final class StartupGate {

    private final BooleanSupplier open;

    /** @param open whether the service runs */
    public StartupGate(BooleanSupplier open) {
        this.open = open;
    }

    /** Puts itself before everything else. */
    public void install(Router router) {
        router.route().order(-2_000).handler(this::check);
    }

    private void check(RoutingContext request) {
        if (open.getAsBoolean()) {
            request.next();
        } else {
            request.response()
                    .setStatusCode(503)
                    .putHeader(HttpHeaders.RETRY_AFTER, "5")
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end("{\"error\":\"Service is starting or stopping\"}");
        }
    }
}
