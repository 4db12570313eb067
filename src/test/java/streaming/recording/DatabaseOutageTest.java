package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Postgres;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Link;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.StatementHold;
import streaming.recording.support.Stream;
import streaming.recording.support.StreamService;

/** PostgreSQL goes away, comes back, is slow, or hangs up in the middle of a statement. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
class DatabaseOutageTest {

    private static final List<Path> EIGHT_SECONDS =
            Segments.of(Duration.ofSeconds(8)).make();
    private static final Decoded FRAMES = Decoded.of(EIGHT_SECONDS);
    private static final Duration LONG = Duration.ofSeconds(120);

    private final RealParts parts;
    private Link link;

    DatabaseOutageTest(RealParts parts) {
        this.parts = parts;
    }

    @BeforeEach
    void lay() {
        link = new Link(parts.postgres().port());
    }

    @AfterEach
    void close() {
        link.close();
    }

    @Test
    void a_recording_goes_on_after_postgresql_was_stopped_and_a_refused_webhook_is_made_up_for() {
        try (Postgres postgres = Postgres.builder().start();
                StreamService streamService = new StreamService();
                Recorder recorder = parts.recorder()
                        .on(postgres)
                        .with("STREAM_SERVICE_URL", streamService.url())
                        .start()) {
            Stream stream = Stream.on(recorder);
            streamService.live(stream, stream.clock());
            stream.started().putAll(EIGHT_SECONDS.subList(0, 2)).awaitCaptured(2);

            postgres.stop();
            stream.putAll(EIGHT_SECONDS.subList(2, 4));
            assertThat(stream.tell("stream.ended").statusCode()).isEqualTo(503);
            Stream other = Stream.on(recorder);
            assertThat(other.tell("stream.started").statusCode()).isEqualTo(503);
            streamService.offline(stream).live(other, other.clock());
            other.putAll(EIGHT_SECONDS);
            postgres.start();
            await().atMost(LONG).until(() -> recorder.get("/health").statusCode() == 200);

            stream.awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
            await("the fallback has heard of it")
                    .atMost(LONG)
                    .until(() -> recorder.recordings(other.id()).size() == 1);
            other.awaitCaptured(4).ended().awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(other.mp4()))).isEmpty();
            assertThat(recorder.logged())
                    .doesNotContain("\tat ")
                    .contains("PostgreSQL database " + postgres.database() + " is back");
            assertThat(recorder.logged()
                            .lines()
                            .filter(line -> line.contains("PostgreSQL database") && line.contains("is waited for")))
                    .hasSizeBetween(1, 3);
        }
    }

    @Test
    void a_connection_that_is_dropped_in_the_middle_of_a_statement_loses_nothing() {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder);
            recorder.get("/recordings");
            try (StatementHold hold =
                    StatementHold.of(recorder, "INSERT", "recording_segment", "NEW.object_key LIKE '%001.ts'")) {
                stream.started().putAll(EIGHT_SECONDS);
                hold.awaitReached();
                hold.cutOff();
            }
            stream.awaitCaptured(4);
            try (StatementHold hold = StatementHold.of(recorder, "UPDATE", "recordings", "NEW.status = 'completed'")) {
                stream.ended();
                hold.awaitReached();
                hold.cutOff();
            }

            stream.awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
            assertThat(recorder.logged()).doesNotContain("\tat ");
        }
    }

    @Test
    void connections_that_only_read_since_a_failover_are_replaced() throws Exception {
        try (Recorder recorder = parts.recorder().start();
                Connection admin = recorder.connect()) {
            String name = admin.getCatalog();
            Stream stream = Stream.on(recorder);
            admin.createStatement().execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
            recorder.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND application_name = 'recording-service'");
            await("it only reads").atMost(LONG).until(() -> recorder.logged().contains("state=25006"));

            admin.createStatement().execute("ALTER DATABASE " + name + " RESET default_transaction_read_only");

            await("it writes")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> stream.tell("stream.started").statusCode() == 200);
            stream.putAll(EIGHT_SECONDS).awaitCaptured(4).at(stream.clock().plusSeconds(1));
            await("its end is heard")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> stream.tell("stream.ended").statusCode() == 200);
            stream.awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    /** As on a full disk, or on a standby that only reads: the connections are well, so nothing else would tell. */
    @Test
    void what_postgresql_refuses_is_said_and_comes_again() {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder);
            recorder.sql("REVOKE INSERT ON stream_event FROM CURRENT_USER");
            assertThat(stream.tell("stream.started").statusCode()).isEqualTo(503);
            assertThat(recorder.json(recorder.get("/health")).path("reason").asText())
                    .startsWith("PostgreSQL refuses statements of ");
            recorder.sql("GRANT INSERT ON stream_event TO CURRENT_USER");
            stream.started();

            recorder.sql("REVOKE INSERT ON recording_segment FROM CURRENT_USER");
            stream.putAll(EIGHT_SECONDS);
            await("it is said of the ledger").atMost(LONG).until(() -> recorder.logged()
                    .contains("PostgreSQL refuses a statement, which comes again: route=enter-segments"));
            recorder.sql("GRANT INSERT ON recording_segment TO CURRENT_USER");

            stream.ended().awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
            assertThat(recorder.logged())
                    .doesNotContain("\tat ")
                    .contains(
                            "route=receive-stream-event state=42501 reason=ERROR: permission denied for table stream_event");
        }
    }

    @Test
    void a_webhook_whose_statement_is_cut_off_is_refused_and_taken_when_it_comes_again() {
        try (Recorder recorder =
                parts.recorder().with("DB_PORT", Integer.toString(link.port())).start()) {
            Stream stream = Stream.on(recorder);
            link.cut();
            assertThat(stream.tell("stream.started").statusCode()).isEqualTo(503);
            assertThat(recorder.get("/health").statusCode()).isEqualTo(503);
            link.mend();

            await().atMost(LONG).until(() -> stream.tell("stream.started").statusCode() == 200);
            stream.putAll(EIGHT_SECONDS).ended().awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Test
    void a_slow_database_delays_and_breaks_nothing() {
        try (Recorder recorder = parts.recorder()
                .with("DB_PORT", Integer.toString(link.port()))
                .with("LEASE_TIME", "15s")
                .start()) {
            // a migration has some 400 statements
            link.latency(Duration.ofMillis(150));
            Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS).ended();

            stream.awaitCompleted();

            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Test
    void a_table_that_somebody_locks_delays_and_loses_nothing() throws Exception {
        try (Recorder recorder = parts.recorder().start();
                Connection somebody = recorder.connect()) {
            Stream stream = Stream.on(recorder);
            somebody.setAutoCommit(false);
            somebody.createStatement().execute("LOCK TABLE recordings IN EXCLUSIVE MODE");
            CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(
                    () -> stream.tell("stream.started").statusCode());
            await("a statement waits for the lock").atMost(LONG).until(() -> !recorder.sql(
                            "SELECT 1 FROM pg_stat_activity"
                                    + " WHERE datname = current_database() AND application_name = 'recording-service' AND wait_event_type = 'Lock'")
                    .isEmpty());
            assertThat(recorder.get("/health").statusCode()).isEqualTo(200);

            somebody.rollback();

            assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(200);
            stream.putAll(EIGHT_SECONDS).ended().awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Test
    void sigterm_ends_within_30_seconds_also_while_postgresql_is_away() throws Exception {
        try (Recorder recorder =
                parts.recorder().with("DB_PORT", Integer.toString(link.port())).start()) {
            Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
            link.cut();
            await().atMost(LONG).until(() -> recorder.get("/health").statusCode() == 503);

            recorder.process().destroy();

            assertThat(recorder.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            link.mend();
            recorder.start();
            stream.ended().awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Test
    void sigterm_ends_within_30_seconds_also_while_postgresql_says_nothing() throws Exception {
        try (Recorder recorder =
                parts.recorder().with("DB_PORT", Integer.toString(link.port())).start()) {
            Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
            link.silence();

            recorder.process().destroy();

            assertThat(recorder.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            link.mend();
            recorder.start();
            stream.ended().awaitCompleted();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }
}
