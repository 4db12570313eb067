package streaming.recording.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.component.platform.http.HttpEndpointModel;

/**
 * Stands in front of all routes: what the contract does not know is answered here, in JSON and with nothing of the
 * request in it. (Camel's own answers are HTML or plain text, and repeat the request's headers.)
 */
public final class HttpDoor {

    private static final Map<Integer, String> WORDS = Map.of(400, "Bad request", 404, "Not found",
            405, "Method not allowed", 413, "Body too large: 64 KiB at most", 414, "URI too long",
            415, "Unsupported media type: application/json expected");
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}/]+}");

    private final Supplier<? extends Collection<HttpEndpointModel>> endpoints;
    private final Map<String, Pattern> templates = new ConcurrentHashMap<>();

    /** @param endpoints of the contract: path template, methods, media types of the body */
    public HttpDoor(Supplier<? extends Collection<HttpEndpointModel>> endpoints) {
        this.endpoints = endpoints;
    }

    /** Puts itself before the first route of the router. */
    public void install(Router router) {
        router.route().order(-1_000).handler(this::check).failureHandler(request -> {
            int status = request.statusCode() >= 400 ? request.statusCode() : 500;
            answer(request, status, WORDS.getOrDefault(status, status < 500 ? "Bad request" : "Internal error"));
        });
    }

    private void check(RoutingContext request) {
        List<HttpEndpointModel> known = endpoints.get().stream()
                .filter(endpoint -> endpoint.getVerbs() != null && pattern(endpoint.getUri()).matcher(request.normalizedPath()).matches())
                .toList();
        List<HttpEndpointModel> fitting = known.stream()
                .filter(endpoint -> verbs(endpoint).contains(request.request().method().name())).toList();
        if (known.isEmpty()) {
            request.fail(404);
        } else if (fitting.isEmpty()) {
            request.response().putHeader(HttpHeaders.ALLOW, known.stream().flatMap(endpoint -> verbs(endpoint).stream())
                    .distinct().sorted().collect(Collectors.joining(", ")));
            request.fail(405);
        } else if (fitting.stream().noneMatch(endpoint -> takes(endpoint, request))) {
            request.fail(415);
        } else {
            request.next();
        }
    }

    private static List<String> verbs(HttpEndpointModel endpoint) {
        return Arrays.asList(endpoint.getVerbs().split(","));
    }

    /** A body without a media type is taken for what the contract expects. */
    private static boolean takes(HttpEndpointModel endpoint, RoutingContext request) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return endpoint.getConsumes() == null || type == null
                || Arrays.asList(endpoint.getConsumes().split(",")).contains(type.split(";")[0].strip().toLowerCase(Locale.ROOT));
    }

    private Pattern pattern(String template) {
        return templates.computeIfAbsent(template, uri -> Pattern.compile(Arrays.stream(uri.split("(?=/)"))
                .map(step -> PARAMETER.matcher(step).find() ? "/[^/]+" : Pattern.quote(step)).collect(Collectors.joining())));
    }

    private static void answer(RoutingContext request, int status, String error) {
        if (!request.response().ended()) {
            request.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(new JsonObject().put("error", error).encode());
        }
    }
}
