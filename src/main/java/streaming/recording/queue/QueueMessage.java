package streaming.recording.queue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import streaming.recording.failure.Rejected;

/**
 * A message as it came.
 *
 * @param id the same each time it comes; null when nothing says so
 * @param key of Kafka, or the routing key of RabbitMQ; may be null
 * @param from where it lay, for a person
 */
public record QueueMessage(String id, String key, String from, byte[] content) {

    /** Bytes: what a webhook may have. */
    private static final int LARGEST = 65_536;

    /** Shorter ones may be those of a counter that begins again. */
    private static final int SHORTEST_ID = 16;

    private static final int LONGEST_ID = 200;

    /** @param headers those of camel-kafka, or camel-spring-rabbitmq */
    public static QueueMessage of(Map<String, Object> headers, byte[] content) {
        byte[] bytes = content == null ? new byte[0] : content;
        Object topic = headers.get("kafka.TOPIC");
        if (topic != null) {
            String from = topic + "-" + headers.get("kafka.PARTITION") + "@" + headers.get("kafka.OFFSET");
            // a topic that is made again counts from 0 again
            return new QueueMessage(
                    "kafka:" + from + "/" + headers.get("kafka.TIMESTAMP"),
                    Objects.toString(headers.get("kafka.KEY"), null),
                    from,
                    bytes);
        }
        Object exchange = headers.get("CamelSpringRabbitmqExchangeName");
        String id = Objects.toString(headers.get("CamelSpringRabbitmqMessageId"), "");
        return new QueueMessage(
                id.length() < SHORTEST_ID || id.length() > LONGEST_ID ? null : "rabbitmq:" + exchange + "/" + id,
                Objects.toString(headers.get("CamelSpringRabbitmqRoutingKey"), null),
                Objects.toString(exchange, ""),
                bytes);
    }

    /** @throws Rejected when it is too large, or not UTF-8 */
    public String text() {
        if (content.length > LARGEST) {
            throw new Rejected(413, "Message is too large: " + content.length + " bytes, " + LARGEST + " at most");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Rejected(400, "Malformed UTF-8");
        }
    }
}
