package streaming.recording.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/**
 * Heads of requests that two readers may understand differently: a proxy before this service would see another host, or
 * another end of the body, than this service does (RFC 9112, 3.2 and 6.1).
 */
final class RequestHead {

    private RequestHead() {}

    /** @return the status to refuse the request with; 0 when its head has one meaning */
    static int refusal(HttpServerRequest request) {
        MultiMap headers = request.headers();
        int hosts = headers.getAll(HttpHeaders.HOST).size();
        if (hosts > 1 || hosts == 0 && request.version() == HttpVersion.HTTP_1_1) {
            return 400;
        }
        List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        if (!codings.isEmpty() && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
            return 501;
        }
        // PostgreSQL takes no text with it, and would seem to be away
        return request.path().contains("%00") ? 400 : 0;
    }
}
