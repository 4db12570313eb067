package streaming.recording.health;

import io.vertx.core.Vertx;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at an OutOfMemoryError, as {@code -XX:+ExitOnOutOfMemoryError} does: the thread that it hit, a
 * timer's for one, is gone for good, and what else broke nobody knows. Each step can be done again, so a new start
 * loses nothing.
 */
public final class OutOfMemory extends EventNotifierSupport implements Thread.UncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger("recording.service");
    /** Exit status, as that of the JVM's own flag. */
    private static final int STATUS = 3;

    private OutOfMemory() {
        setIgnoreCamelContextEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeCompletedEvent(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreExchangeSentEvents(true);
        setIgnoreStepEvents(true);
    }

    /** From now on one is seen wherever it is thrown: in a route, in the HTTP server, in a thread of its own. */
    public static void watch(CamelContext camel) {
        OutOfMemory watch = new OutOfMemory();
        Thread.setDefaultUncaughtExceptionHandler(watch);
        camel.getManagementStrategy().addEventNotifier(watch);
        camel.getRegistry().findByType(Vertx.class).forEach(vertx -> vertx.exceptionHandler(watch::haltAt));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        haltAt(failure);
        LOG.error("A thread has died: {}", thread.getName(), failure);
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof CamelEvent.ExchangeEvent failed) {
            Exchange exchange = failed.getExchange();
            haltAt(exchange.getException());
            haltAt(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        }
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelEvent.ExchangeEvent;
    }

    private void haltAt(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                try {
                    LOG.error("Out of memory, the process ends to be started again: {}", cause.getMessage());
                } finally {
                    Runtime.getRuntime().halt(STATUS);
                }
            }
        }
    }
}
