package streaming.recording.bench;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import streaming.recording.embedded.RabbitBroker;

/**
 * A Stream Service that tells of its streams by RabbitMQ: each event until the broker has confirmed it, a minute at
 * most.
 */
final class SoakQueue implements AutoCloseable {

    private static final String EXCHANGE = "stream-events";
    private static final Pattern KEY = Pattern.compile("\"stream_key\":\"([^\"]+)\"");
    private static final int ATTEMPTS = 60;

    private final RabbitBroker broker = RabbitBroker.make().start();
    private Connection connection;
    private Channel channel;

    void wire(ServiceProcess service) {
        service.with("RABBITMQ_URL", broker.url()).with("EVENTS_FROM", "spring-rabbitmq:" + EXCHANGE);
    }

    /** @return 200 when the broker has it, else 0 */
    synchronized int tell(String json) {
        Matcher key = KEY.matcher(json);
        key.find();
        BasicProperties properties = new BasicProperties.Builder()
                .messageId(UUID.randomUUID().toString())
                .deliveryMode(2)
                .build();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                channel().basicPublish(EXCHANGE, key.group(1), true, properties, json.getBytes(StandardCharsets.UTF_8));
                channel.waitForConfirmsOrDie(5_000);
                return 200;
            } catch (Exception away) {
                disconnect();
                Pause.of(Duration.ofSeconds(1));
            }
        }
        return 0;
    }

    private Channel channel() throws Exception {
        if (channel == null) {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(broker.url());
            factory.setAutomaticRecoveryEnabled(false);
            connection = factory.newConnection();
            channel = connection.createChannel();
            channel.confirmSelect();
            // without it the event would be told to nobody, and confirmed
            channel.queueDeclarePassive(EXCHANGE + ".recording-service");
        }
        return channel;
    }

    private void disconnect() {
        if (connection != null) {
            connection.abort(1_000);
        }
        connection = null;
        channel = null;
    }

    void restart() {
        broker.kill();
        broker.start();
    }

    @Override
    public synchronized void close() {
        disconnect();
        broker.close();
    }
}
