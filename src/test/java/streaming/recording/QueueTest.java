package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.embedded.KafkaBroker;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.Topics;

/** Stream events come from a Kafka that is there only after the service. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String EVENTS = "stream-events";
    private static final String MESSAGES = "recordings";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaBroker kafka = KafkaBroker.make();
    private Recorder recorder;
    private Topics topics;

    @BeforeAll
    void start(RealParts parts) {
        recorder = parts.recorder()
                .with("EVENTS_TO", "kafka:" + MESSAGES + "?brokers=" + kafka.address())
                .with("HAND_OVER_DELAY", "200ms")
                .with("STREAM_NOTIFY", "off")
                .with("EVENTS_FROM", "kafka:" + EVENTS + "?brokers=" + kafka.address() + "&metadataMaxAgeMs=500")
                .start();
        await().atMost(LONG)
                .until(
                        () -> recorder.json(recorder.get("/health"))
                                .path("reason")
                                .asText(),
                        ("Kafka " + kafka.address() + " (EVENTS_FROM) does not answer: connection refused; Kafka "
                                + kafka.address() + " (EVENTS_TO) does not answer: connection refused")::equals);
        kafka.start();
        topics = new Topics(kafka.address());
    }

    @AfterAll
    void stop() {
        recorder.close();
        topics.close();
        kafka.close();
    }

    @Test
    void a_stream_whose_events_come_from_the_queue_is_recorded() {
        Stream stream = Stream.on(recorder);

        topics.put(EVENTS, stream.key(), stream.event("stream.started"));
        await().atMost(LONG).until(() -> !stream.recordings().isEmpty());
        stream.putAll(FOUR_SECONDS);
        topics.put(
                EVENTS, stream.key(), stream.at(stream.clock().plusSeconds(1)).event("stream.ended"));

        stream.awaitCompleted();
        assertThat(recorder.logged()).contains("Event received: stream.started for stream " + stream.key());
        await("a new start does not read it again")
                .atMost(LONG)
                .until(() -> topics.isAcknowledged("recording-service", EVENTS));
        await().atMost(LONG)
                .until(
                        () -> recorder.get("/health").body(),
                        "{\"status\":\"healthy\",\"service\":\"recording-service\"}"::equals);
    }

    @Test
    void messages_of_a_recording_are_in_the_topic_in_their_order_and_of_its_deletion_too() throws IOException {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        String id = stream.awaitCompleted().path("id").asText();
        // of a recording that is gone nothing else is told
        await().atMost(LONG).until(() -> messages(stream.key()).size() >= 2);
        assertThat(recorder.asAdmin("DELETE", "/recording/" + id).statusCode()).isEqualTo(200);

        await().atMost(LONG).until(() -> messages(stream.key()).size() >= 3);
        List<ConsumerRecord<String, String>> messages = messages(stream.key());
        List<JsonNode> said = new ArrayList<>();
        for (ConsumerRecord<String, String> message : messages) {
            said.add(JSON.readTree(message.value()));
            assertThat(header(message, "webhook-id")).startsWith("recording-" + id + "-");
        }
        assertThat(said)
                .extracting(message -> message.path("type").asText())
                .containsExactly("recording.started", "recording.completed", "recording.deleted");
        assertThat(said)
                .allMatch(message -> message.path("data").path("id").asText().equals(id))
                .allMatch(message ->
                        message.path("data").path("stream_key").asText().equals(stream.key()));
        assertThat(said.get(1).path("data").path("coverage").asDouble()).isEqualTo(100);
        assertThat(said.get(1).path("data").path("file_path").asText()).endsWith(".mp4");
    }

    private List<ConsumerRecord<String, String>> messages(String key) {
        return topics.read(MESSAGES).stream()
                .filter(message -> key.equals(message.key()))
                .toList();
    }

    @Test
    void the_second_dialect_is_understood_and_a_message_that_comes_again_has_no_effect() {
        String key = Stream.on(recorder).key();
        String started = "{\"stream_key\":\"" + key + "\",\"event\":\"started\",\"timestamp\":1795770006}";

        List.of("started", "stopped", "started", "started")
                .forEach(event -> topics.put(EVENTS, key, started.replace("\"started\"", "\"" + event + "\"")));

        String live =
                "SELECT ended_at IS NULL AS live FROM recording_capture WHERE stream_key = ? ORDER BY started_event_id";
        await().atMost(LONG).untilAsserted(() -> assertThat(recorder.sql(live, key))
                .extracting(row -> row.get("live"))
                .containsExactly(false, true));
        assertThat(recorder.sql("SELECT webhook_id FROM stream_event WHERE stream_key = ?", key))
                .extracting(row -> (String) row.get("webhook_id"))
                .allMatch(id -> id.startsWith("kafka:" + EVENTS + "-"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "no json | Malformed JSON",
                "{\"event\":\"stream.paused\"} | Invalid event type",
                "{\"event\":\"started\",\"stream_key\":\"../etc\"} | Invalid stream_key: letters, digits, '.', '_' and '-' only, 128 at most, no '..'",
                "[1] | Body must be a JSON object",
            })
    void what_is_no_event_is_put_aside_with_its_reason_and_holds_nothing_up(String text, String reason) {
        refused(text.getBytes(StandardCharsets.UTF_8), reason);
    }

    @Test
    void what_is_too_large_or_no_text_or_nothing_is_put_aside_as_it_came() {
        refused(
                "x".repeat(70_000).getBytes(StandardCharsets.UTF_8),
                "Message is too large: 70000 bytes, 65536 at most");
        refused(new byte[] {'{', (byte) 0xff, '}'}, "Malformed UTF-8");
        refused(null, "Body must be a JSON object");
    }

    private void refused(byte[] content, String reason) {
        Stream behind = Stream.on(recorder);
        topics.put(EVENTS, behind.key(), content);
        topics.put(EVENTS, behind.key(), behind.event("stream.started"));

        await().atMost(LONG).until(() -> !behind.recordings().isEmpty());
        ConsumerRecord<String, String> refused = topics.read(EVENTS + ".refused").stream()
                .filter(message -> behind.key().equals(message.key()))
                .findFirst()
                .orElseThrow();
        assertThat(header(refused, "refused-reason")).isEqualTo(reason);
        assertThat(header(refused, "refused-from")).matches(EVENTS + "-\\d+@\\d+");
        assertThat(refused.serializedValueSize()).isEqualTo(content == null ? 0 : content.length);
    }

    private static String header(ConsumerRecord<?, ?> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
