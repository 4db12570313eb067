package streaming.recording.routes;

import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import streaming.recording.failure.Reasons;
import streaming.recording.queue.QueueMessage;

/**
 * The machinery behind queue.camel.yaml: when reading starts, what a message is, and where one goes that is rejected.
 */
public final class QueueRoutes extends RouteBuilder {

    private static final String LOG = "recording.queue";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        watch();
        open();
        refuse();
    }

    private void watch() {
        from("timer:queue?period={{recorder.queue.interval}}&delay=0")
                .routeId("watch-queues")
                .precondition(
                        "'{{recorder.events.from}}{{recorder.events.to}}{{recorder.segment-events.from}}' contains ':'")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .description(
                        "In: a timer. Effect: a queue is read as soon as its broker answers; health says when none does.")
                .bean("queueWatch", "look");
    }

    private void open() {
        from("direct:open-message")
                .routeId("open-message")
                .description(
                        "In: a message of a queue. Out: nothing; variables message, a QueueMessage, and webhookId, its"
                                + " id. Effect: its headers are gone.")
                .process(exchange -> {
                    QueueMessage message = QueueMessage.of(
                            exchange.getMessage().getHeaders(),
                            exchange.getMessage().getBody(byte[].class));
                    exchange.setVariable("message", message);
                    exchange.setVariable("webhookId", message.id());
                })
                .removeHeaders("*")
                .setBody(constant(null));
    }

    private void refuse() {
        from("direct:refuse-message")
                .routeId("refuse-message")
                .precondition("'{{recorder.events.from}}' != ''")
                .description(
                        "In: variable message, and why it is rejected, an exception. Effect: it is in the topic or queue"
                                + " for rejected messages, as it came, with its reason.")
                .process(QueueRoutes::refused)
                .log(
                        LoggingLevel.WARN,
                        LOG,
                        "Message refused: from=${variable.message.from} key=${variable.message.key} reason=${header.refused-reason}")
                .toD("{{recorder.events.refused}}");
    }

    private static void refused(Exchange exchange) {
        QueueMessage message = exchange.getVariable("message", QueueMessage.class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(message.content());
        exchange.getMessage()
                .setHeader(
                        "refused-reason",
                        new Reasons().of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
        exchange.getMessage().setHeader("refused-from", message.from());
        exchange.getMessage().setHeader("kafka.KEY", message.key());
    }
}
