package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.KafkaBroker;
import streaming.recording.embedded.Postgres;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.Topics;

/** What goes wrong between a Kafka, the service and its database: each event has its effect, once. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
class QueueFaultTest {

    private static final Duration LONG = Duration.ofSeconds(120);
    private static final String EVENTS = "stream-events";
    private static final String LIVE =
            "SELECT ended_at IS NULL AS live FROM recording_capture WHERE stream_key = ? ORDER BY started_event_id";

    private final RealParts parts;
    private final KafkaBroker kafka = KafkaBroker.make().start();
    private Topics topics;

    QueueFaultTest(RealParts parts) {
        this.parts = parts;
    }

    @BeforeEach
    void connect() {
        topics = new Topics(kafka.address());
    }

    @AfterEach
    void stop() {
        topics.close();
        kafka.close();
    }

    private Recorder reading(String options) {
        return parts.recorder().with("EVENTS_FROM", "kafka:" + EVENTS + "?brokers=" + kafka.address() + options);
    }

    @Test
    void a_broker_that_is_killed_and_back_is_read_again() {
        try (Recorder recorder = reading("").start()) {
            Stream before = Stream.on(recorder);
            topics.put(EVENTS, before.key(), before.event("stream.started"));
            await().atMost(LONG).until(() -> before.recordings().size() == 1);

            kafka.kill();

            await().atMost(LONG).until(() -> recorder.get("/health").body().contains("\"degraded\""));
            assertThat(recorder.get("/health").body())
                    .contains("Kafka " + kafka.address() + " (EVENTS_FROM) does not answer: connection refused");
            Stream meanwhile = Stream.on(recorder).started();
            assertThat(meanwhile.recordings()).hasSize(1);

            kafka.start();

            Stream after = Stream.on(recorder);
            topics.put(EVENTS, after.key(), after.event("stream.started"));
            await().atMost(LONG).until(() -> after.recordings().size() == 1);
            await().atMost(LONG).until(() -> recorder.get("/health").body().contains("\"healthy\""));
            assertThat(before.recordings()).hasSize(1);
        }
    }

    @Test
    void two_instances_share_the_topic_and_one_that_is_killed_loses_nothing() {
        try (Recorder one = reading("").start();
                Recorder two = one.twin().start()) {
            List<Stream> streams =
                    IntStream.range(0, 40).mapToObj(i -> Stream.on(two)).toList();

            for (int i = 0; i < streams.size(); i++) {
                if (i == streams.size() / 2) {
                    one.kill();
                }
                topics.put(EVENTS, streams.get(i).key(), streams.get(i).event("stream.started"));
            }

            await().atMost(LONG).until(() -> streams.stream()
                    .allMatch(stream -> stream.recordings().size() == 1));
            assertThat(two.sql("SELECT count(*) AS n FROM recordings").get(0).get("n"))
                    .isEqualTo(40L);
        }
    }

    @Test
    void while_the_database_is_away_messages_wait_in_their_order_also_when_the_broker_does_not_wait() {
        try (Postgres postgres = Postgres.builder().start();
                Recorder recorder =
                        reading("&maxPollIntervalMs=5000").on(postgres).start()) {
            String key = "away-" + System.nanoTime();
            Stream first = Stream.on(recorder);
            topics.put(EVENTS, first.key(), first.event("stream.started"));
            await().atMost(LONG).until(() -> first.recordings().size() == 1);

            postgres.stop();
            for (String event : List.of("started", "stopped", "started")) {
                topics.put(
                        EVENTS,
                        key,
                        "{\"stream_key\":\"" + key + "\",\"event\":\"" + event + "\",\"timestamp\":1795770006}");
            }
            await().atMost(LONG)
                    .until(() -> recorder.logged().contains("Event received: stream.started for stream " + key));
            // Kafka gives the partitions of a reader that hangs to another one
            await().atMost(LONG).until(() -> topics.readers("recording-service") == 0);
            postgres.start();

            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(recorder.sql(LIVE, key))
                    .extracting(row -> row.get("live"))
                    .containsExactly(false, true));
            Stream last = Stream.on(recorder);
            topics.put(EVENTS, last.key(), last.event("stream.started"));
            await().atMost(LONG).until(() -> last.recordings().size() == 1);
            assertThat(recorder.sql(LIVE, key)).hasSize(2);
        }
    }
}
