package streaming.recording.beans;

import java.net.URI;
import java.time.Clock;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import streaming.recording.queue.QueueSettings;
import streaming.recording.queue.QueueWatch;

/** Beans by subject: queues. */
public final class QueueBeans implements CamelConfiguration {

    /** Milliseconds. */
    private static final int CONNECT = 5_000;

    private final QueueSettings queues;
    private final Clock clock;

    public QueueBeans(QueueSettings queues, Clock clock) {
        this.queues = queues;
        this.clock = clock;
    }

    @BindToRegistry
    public QueueWatch queueWatch() {
        return new QueueWatch(queues, clock);
    }

    @BindToRegistry
    public Processor queueWaits(QueueWatch queueWatch) {
        return exchange -> queueWatch.waits(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** The component takes it when the first endpoint is made; none is made without a setting. */
    @BindToRegistry(lazy = true)
    public ConnectionFactory rabbitmq() {
        CachingConnectionFactory factory =
                new CachingConnectionFactory(URI.create(queues.rabbitmq().value()));
        factory.setConnectionTimeout(CONNECT);
        factory.setPublisherConfirmType(ConfirmType.SIMPLE);
        return factory;
    }
}
