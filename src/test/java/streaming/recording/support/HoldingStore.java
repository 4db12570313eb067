package streaming.recording.support;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.extension.requestfilter.RequestFilterAction;
import com.github.tomakehurst.wiremock.extension.requestfilter.StubRequestFilterV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/** Stands before an S3 server and lets everything through, but for the request that is to be held up. */
public final class HoldingStore implements AutoCloseable {

    private final WireMockServer proxy;
    private volatile HeldRequest before;
    private volatile HeldRequest after;

    /** @param parts whose S3 server is reached through this one */
    public HoldingStore(RealParts parts) {
        proxy = new WireMockServer(WireMockConfiguration.options()
                .dynamicPort()
                .preserveHostHeader(true)
                .containerThreads(64)
                .disableRequestJournal()
                .extensions(new Before(), new After()));
        proxy.start();
        proxy.stubFor(any(anyUrl())
                .willReturn(aResponse().proxiedFrom(parts.s3().endpoint().toString())));
    }

    /** What to set as MINIO_ENDPOINT. */
    public String endpoint() {
        return "localhost:" + proxy.port();
    }

    /**
     * Holds a request before the store sees it.
     *
     * @param request regular expression of method, path and query, such as {@code PUT /recordings/.*}
     */
    public Hold request(String request) {
        return before = new HeldRequest(request);
    }

    /** Holds the answer to a request that the store has acted upon. */
    public Hold answer(String request) {
        return after = new HeldRequest(request);
    }

    @Override
    public void close() {
        proxy.stop();
    }

    private static final class HeldRequest implements Hold {
        private final Pattern pattern;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        HeldRequest(String request) {
            pattern = Pattern.compile(request);
        }

        void pass(Request request) {
            if (released.getCount() > 0
                    && pattern.matcher(request.getMethod() + " " + request.getUrl())
                            .matches()) {
                reached.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void awaitReached() {
            await("the store is asked for " + pattern).atMost(Recorder.LONG).until(() -> reached.getCount() == 0);
        }

        @Override
        public void close() {
            released.countDown();
        }
    }

    private final class Before implements StubRequestFilterV2 {
        @Override
        public RequestFilterAction filter(Request request, ServeEvent event) {
            if (before != null) {
                before.pass(request);
            }
            return RequestFilterAction.continueWith(request);
        }

        @Override
        public String getName() {
            return "hold-request";
        }
    }

    private final class After implements ResponseTransformerV2 {
        @Override
        public Response transform(Response response, ServeEvent event) {
            if (after != null) {
                after.pass(event.getRequest());
            }
            return response;
        }

        @Override
        public String getName() {
            return "hold-answer";
        }
    }
}
