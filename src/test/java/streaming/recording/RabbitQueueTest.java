package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.RabbitBroker;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * The same with a RabbitMQ. Without Debian's (apt-get install rabbitmq-server) these tests are skipped;
 * REQUIRE_RABBITMQ=true makes them fail.
 */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RabbitQueueTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String EVENTS = "stream-events";
    private static final String MESSAGES = "recordings";

    private RabbitBroker rabbit;
    private Recorder recorder;
    private Connection connection;
    private Channel channel;
    private volatile boolean returned;

    @BeforeAll
    void start(RealParts parts) throws Exception {
        if ("true".equals(System.getenv("REQUIRE_RABBITMQ"))) {
            assertThat(RabbitBroker.isInstalled())
                    .as("RabbitMQ, which REQUIRE_RABBITMQ=true asks for")
                    .isTrue();
        }
        assumeThat(RabbitBroker.isInstalled())
                .as("apt-get install rabbitmq-server")
                .isTrue();
        rabbit = RabbitBroker.make();
        recorder = parts.recorder()
                .with("RABBITMQ_URL", rabbit.url())
                .with("EVENTS_FROM", "spring-rabbitmq:" + EVENTS)
                .with("EVENTS_TO", "spring-rabbitmq:" + MESSAGES)
                .with("HAND_OVER_DELAY", "200ms")
                .with("STREAM_NOTIFY", "off")
                .start();
        await().atMost(LONG)
                .until(
                        () -> recorder.json(recorder.get("/health"))
                                .path("reason")
                                .asText(),
                        ("RabbitMQ " + rabbit.address()
                                + " (EVENTS_FROM) does not answer: connection refused; RabbitMQ " + rabbit.address()
                                + " (EVENTS_TO) does not answer: connection refused")::equals);
        rabbit.start();
        connect();
        await("the queue is declared").atMost(LONG).until(() -> {
            try (Channel look = connection.createChannel()) {
                look.queueDeclarePassive(EVENTS + ".recording-service");
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private void connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(rabbit.url());
        connection = factory.newConnection();
        channel = connection.createChannel();
        channel.confirmSelect();
        channel.addReturnListener(unroutable -> returned = true);
        channel.exchangeDeclare(MESSAGES, BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare("listener", true, false, false, null);
        channel.queueBind("listener", MESSAGES, "#");
    }

    @AfterAll
    void stop() throws Exception {
        if (recorder != null) {
            recorder.close();
        }
        if (connection != null) {
            connection.abort();
        }
        if (rabbit != null) {
            rabbit.close();
        }
    }

    /** Again until a queue takes it: the service declares its own before it binds it. */
    private void put(String key, String id, byte[] content) {
        await("a queue is bound").atMost(LONG).until(() -> {
            returned = false;
            channel.basicPublish(
                    EVENTS,
                    key,
                    true,
                    new BasicProperties.Builder().messageId(id).build(),
                    content);
            channel.waitForConfirmsOrDie(10_000);
            return !returned;
        });
    }

    private void put(String key, String id, String text) throws Exception {
        put(key, id, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_stream_whose_events_come_from_the_queue_is_recorded_and_told_of() throws Exception {
        Stream stream = Stream.on(recorder);

        String twice = UUID.randomUUID().toString();
        put(stream.key(), twice, stream.event("stream.started"));
        put(stream.key(), twice, stream.event("stream.started"));
        await().atMost(LONG).until(() -> !stream.recordings().isEmpty());
        stream.putAll(FOUR_SECONDS);
        put(stream.key(), null, stream.at(stream.clock().plusSeconds(1)).event("stream.ended"));

        String id = stream.awaitCompleted().path("id").asText();
        List<GetResponse> told = new ArrayList<>();
        await().atMost(LONG).until(() -> {
            GetResponse next = channel.basicGet("listener", true);
            if (next != null && next.getEnvelope().getRoutingKey().equals(stream.key())) {
                told.add(next);
            }
            return told.size() >= 2;
        });
        assertThat(told)
                .extracting(message -> new String(message.getBody(), StandardCharsets.UTF_8))
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"type\":\"recording.started\"", id),
                        second -> assertThat(second).contains("\"type\":\"recording.completed\"", id));
        assertThat(told).allMatch(message -> message.getProps().getMessageId().startsWith("recording-" + id + "-"));
    }

    @Test
    void what_is_no_event_is_put_aside_with_its_reason_and_holds_nothing_up() throws Exception {
        Stream behind = Stream.on(recorder);

        put(behind.key(), null, "no json");
        put(behind.key(), null, behind.event("stream.started"));

        await().atMost(LONG).until(() -> !behind.recordings().isEmpty());
        GetResponse refused = channel.basicGet(EVENTS + ".recording-service.refused", true);
        assertThat(new String(refused.getBody(), StandardCharsets.UTF_8)).isEqualTo("no json");
        assertThat(refused.getProps().getHeaders().get("refused-reason")).hasToString("Malformed JSON");
        assertThat(refused.getProps().getHeaders().get("refused-from")).hasToString(EVENTS);
    }

    @Tag("long")
    @Test
    void a_broker_that_is_killed_and_back_is_read_again_and_told_what_happened_meanwhile() throws Exception {
        Stream before = Stream.on(recorder);
        put(before.key(), null, before.event("stream.started"));
        await().atMost(LONG).until(() -> before.recordings().size() == 1);
        connection.abort();

        rabbit.kill();

        await().atMost(LONG).until(() -> recorder.get("/health").body().contains("\"degraded\""));
        assertThat(recorder.get("/health").body())
                .contains("RabbitMQ " + rabbit.address() + " (EVENTS_FROM) does not answer: connection refused");
        Stream meanwhile = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);
        String id = meanwhile.ended().awaitCompleted().path("id").asText();

        rabbit.start();
        connect();

        await("what happened meanwhile is told").atMost(LONG).until(() -> {
            GetResponse next = channel.basicGet("listener", true);
            return next != null
                    && next.getEnvelope().getRoutingKey().equals(meanwhile.key())
                    && new String(next.getBody(), StandardCharsets.UTF_8).contains("recording.completed")
                    && new String(next.getBody(), StandardCharsets.UTF_8).contains(id);
        });
        Stream after = Stream.on(recorder);
        put(after.key(), null, after.event("stream.started"));
        await("it is read again").atMost(LONG).until(() -> after.recordings().size() == 1);
        await().atMost(LONG).until(() -> recorder.get("/health").body().contains("\"healthy\""));
        assertThat(before.recordings()).hasSize(1);
    }
}
