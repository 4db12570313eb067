package streaming.recording.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
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
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import streaming.recording.lease.SharedSecret;

/**
 * Stands in front of all routes: what the contract does not know is answered here, in JSON and with nothing of the
 * request in it. (Camel's own answers are HTML or plain text, and repeat the request's headers.)
 */
public final class RequestFilter {

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(400, "Bad request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Not for web pages from elsewhere"),
            Map.entry(404, "Not found"),
            Map.entry(405, "Method not allowed"),
            Map.entry(413, "Body too large: 64 KiB at most"),
            Map.entry(414, "URI too long"),
            Map.entry(415, "Unsupported media type: application/json expected"),
            Map.entry(421, "Not a name of this service: PUBLIC_HOSTS does not list it"),
            Map.entry(431, "Header too large: 8 KiB at most"),
            Map.entry(501, "Unknown transfer coding: chunked expected"),
            Map.entry(503, "Too many requests at once"));
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}/]+}");

    private final Supplier<? extends Collection<HttpEndpointModel>> endpoints;
    private final Contract contract;
    private final PublicHosts hosts;
    private final Access access;
    private final PageFiles page;
    private final SharedSecret secret;
    private final Map<String, Pattern> templates = new ConcurrentHashMap<>();
    private final Places places = new Places();

    /**
     * @param endpoints of the contract: path template, methods, media types of the body
     * @param contract says by which threads they are served
     * @param page for a browser at an address of nothing
     * @param secret of the instances: what another one asks for a viewer, it has let that viewer ask for
     */
    public RequestFilter(
            Supplier<? extends Collection<HttpEndpointModel>> endpoints,
            Contract contract,
            PublicHosts hosts,
            Access access,
            PageFiles page,
            SharedSecret secret) {
        this.endpoints = endpoints;
        this.contract = contract;
        this.hosts = hosts;
        this.access = access;
        this.page = page;
        this.secret = secret;
    }

    /** Puts itself before the first route of the router. */
    public void install(Router router) {
        router.route().order(-1_000).handler(this::check).failureHandler(this::refuse);
    }

    private void refuse(RoutingContext request) {
        int status = request.statusCode() >= 400 ? request.statusCode() : 500;
        if (status == 400 || status == 501) {
            // its head has no one meaning, also for Vert.x itself: what follows on this connection may be anything
            closing(request, status);
        } else if (status == 404 && isOfAPerson(request.request())) {
            lost(request.response());
        } else {
            answer(request.response(), status);
        }
    }

    /** Whether a browser asks for a page, and not a script for data. */
    private static boolean isOfAPerson(HttpServerRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        return request.method().equals(HttpMethod.GET) && accepted != null && accepted.contains("text/html");
    }

    /** The page, which says that there is nothing at its address. */
    private void lost(HttpServerResponse response) {
        PageFiles.PageFile index = page.get("index.html");
        response.setStatusCode(404)
                .putHeader(HttpHeaders.CONTENT_TYPE, index.mediaType())
                .putHeader("Content-Security-Policy", page.policy())
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .end(Buffer.buffer(index.content()));
    }

    /** Answers and closes the connection. */
    static void closing(RoutingContext request, int status) {
        if (!request.response().headWritten()) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        answer(request.response(), status);
        request.request().connection().close();
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        int refusal = RequestHead.refusal(request);
        if (refusal != 0) {
            context.fail(refusal);
            return;
        }
        boolean forwarded = isForwarded(request);
        if (!hosts.isCalledBy(request) && !request.path().equals("/health") && !forwarded) {
            context.fail(421);
        } else if (changes(request.method()) && hosts.isFromElsewhere(request)) {
            context.fail(403);
        } else {
            find(context, forwarded);
        }
    }

    /** Whether another instance asks this for a viewer of its own. */
    private boolean isForwarded(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET)
                && secret.hasSigned(request.path(), request.getHeader(Forwarding.HEADER));
    }

    private static boolean changes(HttpMethod method) {
        return !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD) && !method.equals(HttpMethod.OPTIONS);
    }

    private void find(RoutingContext request, boolean forwarded) {
        String method = request.request().method().name();
        List<HttpEndpointModel> known = endpoints.get().stream()
                .filter(endpoint -> endpoint.getVerbs() != null
                        && pattern(endpoint.getUri())
                                .matcher(request.normalizedPath())
                                .matches())
                .toList();
        List<String> allowed = known.stream()
                .flatMap(endpoint -> verbs(endpoint).stream().filter(verb -> access.exists(verb, endpoint.getUri())))
                .distinct()
                .sorted()
                .toList();
        List<HttpEndpointModel> fitting = known.stream()
                .filter(endpoint -> verbs(endpoint).contains(method))
                .toList();
        if (method.equals("HEAD") && allowed.contains("GET")) {
            // HTTP leaves the body out by itself (RFC 9110, 9.3.2)
            request.reroute(HttpMethod.GET, request.request().uri());
        } else if (allowed.isEmpty()
                || fitting.stream().anyMatch(endpoint -> !access.exists(method, endpoint.getUri()))) {
            request.fail(404);
        } else if (fitting.isEmpty()) {
            request.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
            request.fail(405);
        } else {
            String path = fitting.get(0).getUri();
            if (!forwarded
                    && !fitting.stream().allMatch(endpoint -> access.isGranted(request, method, endpoint.getUri()))) {
                access.refuse(request, method, path);
            } else if (fitting.stream().noneMatch(endpoint -> takes(endpoint, request))) {
                request.fail(415);
            } else {
                String unknown = contract.unknownQuery(
                        method, path, request.queryParams().names());
                if (unknown != null) {
                    answer(request.response(), 400, unknown);
                    return;
                }
                TextAnswer.expect(request, contract.isRevalidated(method, path));
                admit(request, contract.pool(method, path));
            }
        }
    }

    private void admit(RoutingContext request, Pool pool) {
        if (places.take(request, pool)) {
            request.next();
        } else {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
            request.fail(503);
        }
    }

    private static List<String> verbs(HttpEndpointModel endpoint) {
        return Arrays.asList(endpoint.getVerbs().split(","));
    }

    /**
     * Where the contract expects a body, its media type must be said: a web page can send one without, or a form, to
     * any address without being asked. No form is taken: Camel makes headers of its fields.
     */
    private static boolean takes(HttpEndpointModel endpoint, RoutingContext request) {
        String header = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String type = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (endpoint.getConsumes() == null) {
            return !type.equals("application/x-www-form-urlencoded") && !type.startsWith("multipart/");
        }
        return Arrays.asList(endpoint.getConsumes().split(",")).contains(type);
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
        answer(response, status, WORDS.getOrDefault(status, status < 500 ? "Bad request" : "Internal error"));
    }

    private static void answer(HttpServerResponse response, int status, String error) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(new JsonObject().put("error", error).encode());
        }
    }
}
