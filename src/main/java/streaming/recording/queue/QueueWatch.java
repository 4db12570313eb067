package streaming.recording.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import streaming.recording.failure.Reasons;
import streaming.recording.health.Probe;

/**
 * Starts what reads from a queue once its broker answers, and knows why a queue cannot be used. Without a broker the
 * service starts all the same; RabbitMQ's client would end it.
 */
public final class QueueWatch implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger("recording.queue");
    /** Between two log lines. */
    private static final Duration QUIET = Duration.ofMinutes(1);
    /** Between two attempts, and a while. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Map<String, Broker> readers = new LinkedHashMap<>();
    private final List<Broker> writers;
    private final Clock clock;
    private String waits;
    private Instant until = Instant.MIN;
    private Instant said = Instant.EPOCH;

    public QueueWatch(QueueSettings queues, Clock clock) {
        this.clock = clock;
        if (queues.eventsFrom() != null) {
            readers.put("hear-queue", broker(queues, queues.eventsFrom(), clock));
        }
        if (queues.segmentEventsFrom() != null) {
            readers.put("hear-segment-events", broker(queues, queues.segmentEventsFrom(), clock));
        }
        writers = queues.eventsTo() == null ? List.of() : List.of(broker(queues, queues.eventsTo(), clock));
    }

    private static Broker broker(QueueSettings queues, QueueEndpoint endpoint, Clock clock) {
        return endpoint.kafka()
                ? new Broker(endpoint.toString(), endpoint.brokers(), clock)
                : new Broker(
                        "RabbitMQ " + queues.rabbitmqAddress() + " (" + endpoint.variable() + ")",
                        List.of(queues.rabbitmqAddress()),
                        clock);
    }

    /** Looks at each broker, and starts the routes that read from those that answer. */
    public void look(CamelContext camel) {
        readers.forEach((route, broker) -> {
            if (broker.answers()) {
                read(camel, route, broker);
            }
        });
        writers.stream().filter(Broker::answers).forEach(Broker::works);
    }

    private static void read(CamelContext camel, String route, Broker broker) {
        try {
            if (!camel.getRouteController().getRouteStatus(route).isStarted()) {
                camel.getRouteController().startRoute(route);
            }
            String trouble = trouble(camel.getRoute(route));
            if (trouble == null) {
                broker.works();
            } else {
                broker.mayFail(trouble);
            }
        } catch (Exception e) {
            broker.fails(new Reasons().of(e));
        }
    }

    /** What its client says, if it says anything; null when it works. */
    private static String trouble(Route route) {
        if (route != null
                && route.getConsumer() instanceof HealthCheckAware client
                && client.getHealthCheck() != null) {
            HealthCheck.Result result = client.getHealthCheck().call();
            return result.getState() == HealthCheck.State.DOWN
                    ? result.getMessage().orElse("not ready")
                    : null;
        }
        return null;
    }

    /** A message cannot be heard now, and is tried again every second. */
    public synchronized void waits(Throwable failure) {
        Instant now = clock.instant();
        String reason = new Reasons().of(failure);
        if (!now.isBefore(said.plus(QUIET))) {
            said = now;
            LOG.warn("A message of the queue waits, and is tried every second: {}", reason);
        }
        waits = "a message of the queue waits: " + reason;
        until = now.plus(PAUSE);
    }

    private synchronized String waits() {
        return clock.instant().isBefore(until) ? waits : null;
    }

    @Override
    public String reason() {
        String reasons = Stream.of(readers.values().stream(), writers.stream())
                .flatMap(brokers -> brokers.map(Broker::reason))
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? waits() : reasons;
    }
}
