package streaming.recording.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Vert.x for Camel's HTTP server, which has no settings for time-outs: its servers close connections that do not send,
 * do not read, or are too many, and answer what is no HTTP in JSON. Bound in the registry, Camel finds it.
 */
public final class BoundedHttpServer extends VertxWrapper {

    /** Neither a byte read nor one written. */
    private static final int IDLE_SECONDS = 120;

    private static final int MOST_CONNECTIONS = 2_000;
    private static final long SWEEP_MILLIS = 500;

    private final Clock clock;
    private final Duration request;
    private final Duration keepAlive;
    private final Duration answer;
    private final Map<Pool, WorkerExecutor> pools = new EnumMap<>(Pool.class);
    private final List<Future<?>> servers = new CopyOnWriteArrayList<>();

    /**
     * @param request how long a client may take to send one
     * @param keepAlive how long a connection stays open between two requests
     * @param answer how long one may take, from the end of its request until it is read
     */
    public BoundedHttpServer(Clock clock, Duration request, Duration keepAlive, Duration answer) {
        super((VertxInternal) Vertx.vertx());
        this.clock = clock;
        this.request = request;
        this.keepAlive = keepAlive;
        this.answer = answer;
        for (Pool pool : Pool.values()) {
            pools.put(pool, createSharedWorkerExecutor("http-" + pool.name().toLowerCase(Locale.ROOT), pool.threads()));
        }
    }

    /** Camel runs its routes by this: each request on the threads of its pool. */
    @Override
    public <T> Future<T> executeBlocking(Callable<T> work, boolean ordered) {
        Pool pool = Places.current();
        return pool == null
                ? super.executeBlocking(work, ordered)
                : pools.get(pool).executeBlocking(work, ordered);
    }

    /** Camel gives {@code listen} a handler. */
    @Override
    @SuppressWarnings("unchecked")
    public HttpServer createHttpServer(HttpServerOptions options) {
        Connections connections = new Connections(clock, request, keepAlive, answer, MOST_CONNECTIONS);
        setPeriodic(SWEEP_MILLIS, timer -> connections.sweep());
        // one request at a time on a connection, so that the number of connections bounds the memory
        HttpServer server = super.createHttpServer(
                        options.setIdleTimeout(IDLE_SECONDS).setHttp2ClearTextEnabled(false))
                .connectionHandler(connections::opened)
                .invalidRequestHandler(message -> RequestFilter.answer(
                        message.response().putHeader("Connection", "close"),
                        status(message.decoderResult().cause())));
        return (HttpServer) Proxy.newProxyInstance(
                HttpServer.class.getClassLoader(), new Class<?>[] {HttpServer.class}, (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals("requestHandler") && arguments != null) {
                            server.requestHandler(watched((Router) arguments[0], connections));
                            return proxy;
                        }
                        if (method.getName().equals("listen")) {
                            int last = arguments.length - 1;
                            arguments[last] = heard((Handler<AsyncResult<HttpServer>>) arguments[last]);
                        }
                        return method.invoke(server, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Handler<AsyncResult<HttpServer>> heard(Handler<AsyncResult<HttpServer>> handler) {
        Promise<HttpServer> promise = Promise.promise();
        servers.add(promise.future());
        return result -> {
            promise.handle(result);
            handler.handle(result);
        };
    }

    /**
     * Returns when all servers that were started so far listen; Camel goes on without one that does not.
     *
     * @throws IOException that kept one from listening
     */
    public void awaitListening() throws IOException {
        for (Future<?> server : servers) {
            try {
                server.toCompletionStage().toCompletableFuture().join();
            } catch (CompletionException e) {
                throw new IOException(e.getCause().getMessage(), e);
            }
        }
    }

    private static Handler<HttpServerRequest> watched(Router router, Connections connections) {
        // a path that cannot be decoded never comes to the routes
        router.errorHandler(400, context -> RequestFilter.closing(context, 400));
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            context.addEndHandler(
                    ended -> connections.answered(context.request().connection()));
            context.next();
        });
        return message -> {
            connections.began(message);
            router.handle(message);
        };
    }

    private static int status(Throwable cause) {
        return cause instanceof TooLongHttpLineException ? 414 : cause instanceof TooLongFrameException ? 431 : 400;
    }
}
