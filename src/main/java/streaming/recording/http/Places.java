package streaming.recording.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;

/** How many requests of each pool there are, and what belongs to the one that is served now. */
public final class Places {

    private static final String POOL = "recording.pool";
    private static final String ANSWER = "recording.answer";

    private record Count(AtomicInteger waiting, AtomicInteger underWay) {}

    private final Map<Pool, Count> counts = new EnumMap<>(Pool.class);

    Places() {
        for (Pool pool : Pool.values()) {
            counts.put(pool, new Count(new AtomicInteger(), new AtomicInteger()));
        }
    }

    /** @return false when there is no place: nothing was taken then */
    boolean take(RoutingContext request, Pool pool) {
        Count count = counts.get(pool);
        if (count.waiting().incrementAndGet() > pool.mostWaiting()) {
            count.waiting().decrementAndGet();
            return false;
        }
        if (count.underWay().incrementAndGet() > pool.mostUnderWay()) {
            count.underWay().decrementAndGet();
            count.waiting().decrementAndGet();
            return false;
        }
        AtomicBoolean waits = new AtomicBoolean(true);
        request.addHeadersEndHandler(begun -> leave(waits, count));
        Context context = Vertx.currentContext();
        context.putLocal(POOL, pool);
        request.addEndHandler(ended -> {
            leave(waits, count);
            count.underWay().decrementAndGet();
            close(context.getLocal(ANSWER));
        });
        return true;
    }

    private static void leave(AtomicBoolean waits, Count count) {
        if (waits.getAndSet(false)) {
            count.waiting().decrementAndGet();
        }
    }

    /** Of the request that is served now; null when none is. */
    static Pool current() {
        Context context = Vertx.currentContext();
        return context == null ? null : context.getLocal(POOL);
    }

    /**
     * A stream that is an answer is sent as it is read, without a copy on the disk, and closed when the request is
     * over, also when nobody reads it to its end.
     */
    public static void send(Exchange exchange) {
        Context context = Vertx.currentContext();
        if (context != null && exchange.getMessage().getBody() instanceof InputStream stream) {
            AnswerStream answer = new AnswerStream(stream);
            context.putLocal(ANSWER, answer);
            exchange.getExchangeExtension().setStreamCacheDisabled(true);
            exchange.getMessage().setBody(answer);
        }
    }

    private static void close(InputStream answer) {
        try {
            if (answer != null) {
                answer.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
