package streaming.recording.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import streaming.recording.embedded.Ports;

/**
 * An HTTP proxy between the service and its S3 server: counts the requests by their kind and the bytes of the answers,
 * and breaks them when it is told to. Requests go through as they are, Host included, so that signatures stay right.
 */
final class Gate implements AutoCloseable {

    private static final int CHUNK = 16 << 10;

    private final Vertx vertx = Vertx.vertx();
    private final int target;
    private final int port = Ports.free();
    private final HttpClient client = vertx.createHttpClient(new HttpClientOptions()
            .setMaxPoolSize(256)
            .setDecompressionSupported(false)
            .setIdleTimeout(120));
    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final Random random;
    private volatile double brokenShare;
    private volatile String silent;

    /** @param target port of the S3 server on this machine; @param seed of the choice which requests break */
    Gate(int target, long seed) {
        this.target = target;
        random = new Random(seed);
        vertx.createHttpServer(new HttpServerOptions()
                        .setHandle100ContinueAutomatically(true)
                        .setMaxHeaderSize(64 << 10))
                .requestHandler(this::pass)
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String authority() {
        return "127.0.0.1:" + port;
    }

    /** From now on this share of the requests fails: an error, a reset, or half of a body; 0 for none, 1 for all. */
    void breakShare(double share) {
        brokenShare = share;
    }

    /** From now on what is asked for this path has no answer; null for none. */
    void silence(String path) {
        silent = path;
    }

    /** How many were broken so far. */
    long broken() {
        return broken.sum();
    }

    /** Requests so far: of one kind, or all. */
    long requests(String kind) {
        LongAdder counted = requests.get(kind);
        return counted == null ? 0 : counted.sum();
    }

    long requests() {
        return requests.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Bytes of the bodies of all answers so far. */
    long bytes() {
        return bytes.sum();
    }

    private void pass(HttpServerRequest request) {
        requests.computeIfAbsent(kind(request), name -> new LongAdder()).increment();
        if (request.path().equals(silent)) {
            return;
        }
        boolean breaks;
        int how;
        synchronized (random) {
            breaks = random.nextDouble() < brokenShare;
            how = random.nextInt(4);
        }
        if (breaks) {
            broken.increment();
        }
        if (breaks && how < 2) {
            request.response()
                    .setStatusCode(how == 0 ? 500 : 503)
                    .putHeader("Connection", "close")
                    .end();
            return;
        }
        if (breaks && how == 2) {
            request.connection().close();
            return;
        }
        request.pause();
        client.request(request.method(), target, "127.0.0.1", request.uri())
                .onSuccess(outgoing -> forward(request, outgoing, breaks))
                .onFailure(failure -> request.connection().close());
    }

    private void forward(HttpServerRequest request, HttpClientRequest outgoing, boolean half) {
        request.headers().forEach(header -> {
            if (!header.getKey().equalsIgnoreCase("Expect")) {
                outgoing.headers().add(header.getKey(), header.getValue());
            }
        });
        outgoing.send(request)
                .onSuccess(answer -> back(request, answer, half))
                .onFailure(failure -> request.connection().close());
    }

    private void back(HttpServerRequest request, HttpClientResponse answer, boolean half) {
        HttpServerResponse response =
                request.response().setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
        response.headers().addAll(answer.headers());
        if (half) {
            answer.handler(chunk -> {
                        response.write(chunk.slice(0, Math.min(CHUNK, chunk.length()) / 2));
                        request.connection().close();
                        answer.request().reset();
                    })
                    .endHandler(end -> request.connection().close())
                    .resume();
            return;
        }
        response.send(answer)
                .onSuccess(sent -> bytes.add(response.bytesWritten()))
                .onFailure(failure -> request.connection().close());
    }

    private static String kind(HttpServerRequest request) {
        String method = request.method().name();
        if (!method.equals("GET")) {
            return method.toLowerCase(java.util.Locale.ROOT);
        }
        return request.query() != null && request.query().contains("list-type")
                ? "list"
                : request.path().endsWith(".m3u8") ? "playlist" : "segment";
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
