package streaming.recording.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may do what: administrators with a token, viewers with theirs when there is one. */
public final class Access {

    /** More are answered at once: an answer that waits takes memory. */
    private static final int MOST_WAITING = 200;

    private final Contract contract;
    private final AccessToken admin;
    private final AccessToken viewer;
    private final ProxyViewers proxies;
    private final WrongTokens wrong;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param contract says which operations are for administrators, and which for everybody
     * @param adminToken empty: the operations for administrators do not exist
     * @param viewToken empty: everybody may read, unless {@code proxies} is set
     * @param proxies the gateways that may say who reads
     */
    public Access(Contract contract, String adminToken, String viewToken, ProxyViewers proxies, WrongTokens wrong) {
        this.contract = contract;
        this.admin = new AccessToken(adminToken);
        this.viewer = new AccessToken(viewToken);
        this.proxies = proxies;
        this.wrong = wrong;
    }

    /** Whether there is such an operation. */
    boolean exists(String method, String path) {
        return admin.isSet() || !contract.isForAdmins(method, path);
    }

    /** Whether the sender of a request may do this. */
    boolean isGranted(RoutingContext request, String method, String path) {
        String authorization = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (contract.isForAdmins(method, path)) {
            return admin.isBearerOf(authorization);
        }
        return !viewer.isSet() && !proxies.isSet()
                || proxies.vouchFor(request.request())
                || !contract.isForViewers(method, path)
                || viewer.isBearerOf(authorization)
                || viewer.isPasswordOf(authorization)
                || admin.isBearerOf(authorization);
    }

    /** Answers 401; to a wrong token not at once. */
    void refuse(RoutingContext request, String method, String path) {
        // a browser asks its user for the password then; the token of an administrator is for our page to send
        request.response()
                .putHeader(
                        "WWW-Authenticate",
                        (contract.isForAdmins(method, path) ? "Bearer" : "Basic") + " realm=\"recording-service\"");
        if (request.request().getHeader(HttpHeaders.AUTHORIZATION) == null) {
            request.fail(401);
            return;
        }
        long wait = wrong.from(request.request().remoteAddress().hostAddress()).toMillis();
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            request.fail(401);
        } else {
            request.vertx().setTimer(wait, over -> {
                waiting.decrementAndGet();
                request.fail(401);
            });
        }
    }
}
