package streaming.recording.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.component.platform.http.HttpEndpointModel;

/**
 * Stands in front of all routes: what the contract does not know is answered here, in JSON and with nothing of the
 * request in it. (Camel's own answers are HTML or plain text, and repeat the request's headers.)
 */
public final class RequestFilter {

    private static final Map<Integer, String> WORDS = Map.of(
            400,
            "Bad request",
            401,
            "Unauthorized",
            404,
            "Not found",
            405,
            "Method not allowed",
            413,
            "Body too large: 64 KiB at most",
            414,
            "URI too long",
            415,
            "Unsupported media type: application/json expected",
            431,
            "Header too large: 8 KiB at most",
            503,
            "Too many requests at once");
    /** Of one operation at once: a flood of one leaves room for the others, and in memory. */
    private static final int MOST_AT_ONCE = 1_000;

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}/]+}");

    private final Supplier<? extends Collection<HttpEndpointModel>> endpoints;
    private final Contract contract;
    private final AdminToken admin;
    private final Map<String, Pattern> templates = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();

    /**
     * @param endpoints of the contract: path template, methods, media types of the body
     * @param contract says which of them need the token
     */
    public RequestFilter(
            Supplier<? extends Collection<HttpEndpointModel>> endpoints, Contract contract, AdminToken admin) {
        this.endpoints = endpoints;
        this.contract = contract;
        this.admin = admin;
    }

    /** Puts itself before the first route of the router. */
    public void install(Router router) {
        router.route().order(-1_000).handler(this::check).failureHandler(request -> {
            answer(request.response(), request.statusCode() >= 400 ? request.statusCode() : 500);
        });
    }

    private void check(RoutingContext request) {
        List<HttpEndpointModel> known = endpoints.get().stream()
                .filter(endpoint -> endpoint.getVerbs() != null
                        && pattern(endpoint.getUri())
                                .matcher(request.normalizedPath())
                                .matches())
                .toList();
        List<HttpEndpointModel> fitting = known.stream()
                .filter(endpoint ->
                        verbs(endpoint).contains(request.request().method().name()))
                .toList();
        boolean forAdmins = fitting.stream()
                .anyMatch(endpoint ->
                        contract.isForAdmins(request.request().method().name(), endpoint.getUri()));
        List<String> allowed = known.stream()
                .flatMap(endpoint -> verbs(endpoint).stream()
                        .filter(verb -> admin.isSet() || !contract.isForAdmins(verb, endpoint.getUri())))
                .distinct()
                .sorted()
                .toList();
        if (request.request().path().contains("%00")) {
            // PostgreSQL takes no text with it, and would seem to be away
            request.fail(400);
        } else if (request.request().method() == HttpMethod.HEAD && allowed.contains("GET")) {
            // HTTP leaves the body out by itself (RFC 9110, 9.3.2)
            request.reroute(HttpMethod.GET, request.request().uri());
        } else if (allowed.isEmpty() || forAdmins && !admin.isSet()) {
            request.fail(404);
        } else if (fitting.isEmpty()) {
            request.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
            request.fail(405);
        } else if (forAdmins && !admin.isIn(request.request().getHeader(HttpHeaders.AUTHORIZATION))) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"recording-service\"");
            request.fail(401);
        } else if (fitting.stream().noneMatch(endpoint -> takes(endpoint, request))) {
            request.fail(415);
        } else {
            admit(request, fitting.get(0).getUri());
        }
    }

    private void admit(RoutingContext request, String operation) {
        AtomicInteger under =
                underWay.computeIfAbsent(request.request().method() + " " + operation, name -> new AtomicInteger());
        if (under.incrementAndGet() > MOST_AT_ONCE) {
            under.decrementAndGet();
            request.response().putHeader("Retry-After", "1");
            request.fail(503);
        } else {
            request.addEndHandler(ended -> under.decrementAndGet());
            request.next();
        }
    }

    private static List<String> verbs(HttpEndpointModel endpoint) {
        return Arrays.asList(endpoint.getVerbs().split(","));
    }

    /**
     * A body without a media type is taken for what the contract expects. No form is: Camel makes headers of its
     * fields.
     */
    private static boolean takes(HttpEndpointModel endpoint, RoutingContext request) {
        String header = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String type = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (endpoint.getConsumes() == null) {
            return !type.equals("application/x-www-form-urlencoded") && !type.startsWith("multipart/");
        }
        return header == null
                || Arrays.asList(endpoint.getConsumes().split(",")).contains(type);
    }

    private Pattern pattern(String template) {
        return templates.computeIfAbsent(
                template,
                uri -> Pattern.compile(Arrays.stream(uri.split("(?=/)"))
                        .map(step -> PARAMETER.matcher(step).find() ? "/[^/]+" : Pattern.quote(step))
                        .collect(Collectors.joining())));
    }

    /** Answers with the words for a status, unless there is an answer already. */
    static void answer(HttpServerResponse response, int status) {
        if (!response.ended()) {
            String error = WORDS.getOrDefault(status, status < 500 ? "Bad request" : "Internal error");
            response.setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(new JsonObject().put("error", error).encode());
        }
    }
}
