package streaming.recording.http;

import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/**
 * Which headers go from a request into a route and from there into the answer: Camel's own choice, and that a route may
 * say what is cached.
 */
public final class AnswerHeaders extends HttpHeaderFilterStrategy {

    private static final String CACHE_CONTROL = "cache-control";

    public AnswerHeaders() {
        getOutFilter().remove(CACHE_CONTROL);
        getInFilter().add(CACHE_CONTROL);
    }
}
