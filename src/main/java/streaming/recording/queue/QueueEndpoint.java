package streaming.recording.queue;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A topic of Kafka or an exchange of RabbitMQ, as an endpoint of Camel.
 *
 * @param variable the setting that names it
 * @param kafka or RabbitMQ
 * @param name of the topic or the exchange
 * @param options as they stand behind the '?'; these win over ours
 */
public record QueueEndpoint(String variable, boolean kafka, String name, String options) {

    private static final Pattern FORM =
            Pattern.compile("(kafka|spring-rabbitmq):([A-Za-z0-9._-]{1,200})(?:\\?((?:RAW\\([^)']*\\)|[^\\s#'])*))?");
    private static final int LAST_PORT = 65_535;

    private static final Pattern BROKERS =
            Pattern.compile("(?:^|&)brokers=([^&,:\\s]+:[0-9]{1,5}(?:,[^&,:\\s]+:[0-9]{1,5})*)");

    /**
     * An instance that died gives its partitions up after 10 s; the others are told what cannot be sent within 10 s.
     */
    private static final List<String> KAFKA_CONSUMER = List.of(
            "autoCommitEnable=false",
            "allowManualCommit=true",
            // this one commits what was heard, behind each poll; without it nobody does, and a new start hears all
            // again
            "kafkaManualCommitFactory=%23class:org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory",
            // what cannot be done now stays the first of its partition
            "breakOnFirstError=true",
            // otherwise what comes before the first commit of a new group is lost
            "autoOffsetReset=earliest",
            "maxPollRecords=50",
            "sessionTimeoutMs=10000",
            "valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer");

    private static final List<String> KAFKA_PRODUCER =
            List.of("requestRequiredAcks=all", "maxBlockMs=5000", "requestTimeoutMs=5000", "deliveryTimeoutMs=10000");

    private static final List<String> RABBITMQ_CONSUMER = List.of(
            "exchangeType=topic",
            "routingKey=%23",
            "arg.queue.durable=true",
            "arg.queue.x-queue-type=quorum",
            // of several instances one reads, and the next one when it is gone: the order stays
            "arg.queue.x-single-active-consumer=true",
            // else a message that fails is lost
            "rejectAndDontRequeue=false",
            "maximumRetryAttempts=1",
            "prefetchCount=50",
            "disableReplyTo=true");

    private static final List<String> KAFKA_HINTS = List.of(
            "autoOffsetReset=latest", "valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer");

    private static final List<String> RABBITMQ_HINTS = List.of(
            "exchangeType=topic",
            "routingKey=%23",
            "arg.queue.autoDelete=true",
            "arg.queue.exclusive=true",
            "maximumRetryAttempts=1",
            "disableReplyTo=true");

    private static final List<String> RABBITMQ_PRODUCER =
            List.of("autoDeclareProducer=true", "confirm=enabled", "disableReplyTo=true");

    /**
     * @param text {@code kafka:TOPIC?brokers=host:port,…} or {@code spring-rabbitmq:EXCHANGE?…}
     * @throws IllegalArgumentException when it is neither
     */
    public static QueueEndpoint parse(String variable, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("kafka:TOPIC?brokers=host:port or spring-rabbitmq:EXCHANGE expected");
        }
        QueueEndpoint endpoint = new QueueEndpoint(
                variable, form.group(1).equals("kafka"), form.group(2), form.group(3) == null ? "" : form.group(3));
        if (endpoint.kafka
                && (endpoint.brokers().isEmpty()
                        || endpoint.brokers().stream().anyMatch(broker -> port(broker) > LAST_PORT))) {
            throw new IllegalArgumentException("kafka:TOPIC?brokers=host:port expected");
        }
        return endpoint;
    }

    private static int port(String broker) {
        return Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1));
    }

    /** host:port of each broker; empty for RabbitMQ, which has a setting of its own. */
    public List<String> brokers() {
        Matcher brokers = BROKERS.matcher(options);
        return kafka && brokers.find() ? Arrays.asList(brokers.group(1).split(",")) : List.of();
    }

    /**
     * Whence messages come.
     *
     * @param group those who read under this name share the messages
     */
    public String consumer(String group) {
        return kafka
                ? uri("kafka", name, KAFKA_CONSUMER, List.of("groupId=" + group))
                : uri("spring-rabbitmq", name, RABBITMQ_CONSUMER, List.of("queues=" + queue(group)));
    }

    /** Whence hints come: each instance gets all that come from now on, and nothing is kept for it while it is away. */
    public String hints() {
        return kafka
                ? uri("kafka", name, KAFKA_HINTS, List.of("groupId=recording-service-" + UUID.randomUUID()))
                : uri("spring-rabbitmq", name, RABBITMQ_HINTS, List.of());
    }

    /** Whither messages go. */
    public String producer() {
        return kafka
                ? uri("kafka", name, KAFKA_PRODUCER, List.of())
                : uri(
                        "spring-rabbitmq",
                        name,
                        RABBITMQ_PRODUCER,
                        List.of("exchangeType=topic", "skipDeclareQueue=true", "skipBindQueue=true"));
    }

    /** Whither messages go that are rejected: a topic, or a queue, of the same name with {@code .refused} behind it. */
    public String refused(String group) {
        if (kafka) {
            return uri(
                    "kafka",
                    name + ".refused",
                    KAFKA_PRODUCER,
                    List.of("valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer"));
        }
        String refused = queue(group) + ".refused";
        return "spring-rabbitmq:default?" + String.join("&", RABBITMQ_PRODUCER)
                + "&skipDeclareExchange=true&skipBindQueue=true&arg.queue.durable=true&queues=" + refused
                + "&routingKey=" + refused;
    }

    private String queue(String group) {
        Matcher queues = Pattern.compile("(?:^|&)queues=([^&]+)").matcher(options);
        return queues.find() ? queues.group(1) : name + "." + group;
    }

    private String uri(String scheme, String target, List<String> ours, List<String> more) {
        StringBuilder uri = new StringBuilder(scheme + ":" + target + "?" + options);
        for (List<String> defaults : List.of(ours, more)) {
            for (String option : defaults) {
                String named = option.substring(0, option.indexOf('='));
                if (!("&" + options).contains("&" + named + "=")) {
                    uri.append(uri.charAt(uri.length() - 1) == '?' ? "" : "&").append(option);
                }
            }
        }
        return uri.toString();
    }

    /** For a person: without options, among which may be a password. */
    @Override
    public String toString() {
        return (kafka ? "Kafka " + String.join(",", brokers()) : "RabbitMQ") + " (" + variable + ")";
    }
}
