package streaming.recording.queue;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import streaming.recording.config.Secret;
import streaming.recording.config.Settings;

/**
 * Queues that stream events come from, and messages go to.
 *
 * @param eventsFrom null: none
 * @param eventsTo null: none
 * @param segmentEventsFrom what the store has new; null: none, or by HTTP
 * @param rabbitmq {@code amqp://user:password@host:port/vhost}; empty: there is none
 */
public record QueueSettings(
        QueueEndpoint eventsFrom, QueueEndpoint eventsTo, QueueEndpoint segmentEventsFrom, Secret rabbitmq) {

    private static final String FROM = "recorder.events.from";
    private static final String TO = "recorder.events.to";
    private static final String SEGMENTS = "recorder.segment-events.from";
    private static final String RABBITMQ = "recorder.rabbitmq.url";

    /** Those who read under it share the messages: all instances of the service. */
    private static final String GROUP = "recording-service";

    private static final String KAFKA = "org.apache.camel.component.kafka.KafkaComponent";

    /** The endpoints of the routes are those of the settings, with our options. */
    public static QueueSettings from(Settings settings) {
        QueueSettings queues = new QueueSettings(
                endpoint(settings, "EVENTS_FROM", FROM),
                endpoint(settings, "EVENTS_TO", TO),
                settings.text(SEGMENTS).equals("http") ? null : endpoint(settings, "SEGMENT_EVENTS_FROM", SEGMENTS),
                settings.parsedSecret(RABBITMQ, QueueSettings::rabbitmq));
        if (queues.rabbitmq.value().isEmpty() && queues.endpoints().stream().anyMatch(endpoint -> !endpoint.kafka())) {
            throw settings.wrong(RABBITMQ, "amqp://user:password@host:port expected, as spring-rabbitmq: is set");
        }
        if (queues.eventsFrom != null) {
            settings.normalise(FROM, queues.eventsFrom.consumer(GROUP));
            settings.normalise("recorder.events.refused", queues.eventsFrom.refused(GROUP));
        }
        if (queues.segmentEventsFrom != null) {
            settings.normalise(SEGMENTS, queues.segmentEventsFrom.hints());
        }
        if (queues.eventsTo != null) {
            settings.normalise(TO, queues.eventsTo.producer());
        }
        return queues;
    }

    public List<QueueEndpoint> endpoints() {
        return Stream.of(eventsFrom, eventsTo, segmentEventsFrom)
                .filter(Objects::nonNull)
                .toList();
    }

    /** host:port of RabbitMQ. */
    public String rabbitmqAddress() {
        URI uri = URI.create(rabbitmq.value());
        int port = uri.getPort();
        return uri.getHost() + ":" + (port >= 0 ? port : uri.getScheme().equals("amqps") ? 5671 : 5672);
    }

    private static QueueEndpoint endpoint(Settings settings, String variable, String property) {
        return settings.parsedSecret(property, text -> {
            QueueEndpoint endpoint = text.isEmpty() ? null : QueueEndpoint.parse(variable, text);
            if (endpoint != null && endpoint.kafka() && !isHere(KAFKA)) {
                throw new IllegalArgumentException("Kafka's client is not in this build: mvn -Pkafka package");
            }
            return endpoint;
        });
    }

    private static boolean isHere(String type) {
        try {
            Class.forName(type, false, QueueSettings.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Secret rabbitmq(String text) {
        if (!text.matches("(amqps?://[^\\s/?#]+(/[^\\s/?#]*)?)?") || !text.isEmpty() && host(text) == null) {
            throw new IllegalArgumentException("amqp://user:password@host:port/vhost expected");
        }
        return new Secret(text);
    }

    private static String host(String text) {
        try {
            return URI.create(text).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
