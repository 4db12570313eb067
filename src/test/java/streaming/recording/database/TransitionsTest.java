package streaming.recording.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import streaming.recording.embedded.Postgres;
import streaming.recording.event.HeardEvent;
import streaming.recording.event.StreamEvent;
import streaming.recording.support.ServiceTables;

/** The functions that move a recording from one state to the next, as several instances call them at once. */
class TransitionsTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final String NOBODY = "[]";
    /** Of each of the twelve who do everything at once. */
    private static final int ROUNDS = Integer.getInteger("transitions.rounds", 25);

    /** Of camel-sql, or of JdbcClient. */
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):#?(\\$\\{[^}]*\\}|[A-Za-z_][\\w.]*)");

    private static Postgres postgres;

    @BeforeAll
    static void start() throws SQLException {
        postgres = Postgres.builder().durable(false).start();
        ServiceTables.in(postgres);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    /** What nothing else executes in a test, or what is only logged when it fails, is understood by PostgreSQL, too. */
    @Test
    void every_statement_of_the_service_names_tables_and_columns_that_are_there() throws Exception {
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/sql"));
                Connection connection = postgres.connect()) {
            for (Path file : files.filter(path -> path.toString().endsWith(".sql"))
                    .sorted()
                    .toList()) {
                String sql = PARAMETER.matcher(Files.readString(file)).replaceAll("?");
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.getParameterMetaData();
                } catch (SQLException e) {
                    wrong.add(file + ": " + e.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_same_start_heard_many_times_at_once_starts_one_recording() throws Exception {
        String key = key();
        UUID stream = UUID.randomUUID();

        List<Map<String, Object>> changes =
                atOnce(16, thread -> () -> hear("stream.started", key, stream, START, "1 minute"));

        assertThat(changes).extracting(row -> row.get("change")).containsExactly("started");
        assertThat(recordings(key)).hasSize(1);
    }

    @Test
    void starts_of_one_stream_heard_at_once_are_one_recording() throws Exception {
        String key = key();
        UUID stream = UUID.randomUUID();

        List<Map<String, Object>> changes =
                atOnce(16, thread -> () -> hear("stream.started", key, stream, START.plusSeconds(thread), "1 minute"));

        assertThat(changes).extracting(row -> row.get("change")).containsExactly("started");
        assertThat(recordings(key)).hasSize(1);
    }

    @Test
    void what_is_heard_while_it_cannot_be_acted_upon_is_kept_and_acted_upon_later() throws SQLException {
        String key = key();
        postgres.execute("ALTER TABLE recordings RENAME TO recordings_away");
        try {
            assertThat(hear("stream.started", key, UUID.randomUUID(), START, "0s"))
                    .isEmpty();
        } finally {
            postgres.execute("ALTER TABLE recordings_away RENAME TO recordings");
        }
        assertThat(recordings(key)).isEmpty();

        assertThat(act(key, "0s")).extracting(row -> row.get("change")).containsExactly("started");
        assertThat(recordings(key)).hasSize(1);
    }

    @Test
    void an_end_that_overtakes_its_start_ends_it_in_the_same_statement() throws SQLException {
        String key = key();
        UUID stream = UUID.randomUUID();

        assertThat(hear("stream.ended", key, stream, START.plusSeconds(60), "0s"))
                .isEmpty();
        assertThat(hear("stream.started", key, stream, START, "0s"))
                .extracting(row -> row.get("change"))
                .containsExactly("started", "ended");
    }

    @Test
    void a_start_behind_an_end_that_was_not_acted_upon_waits_for_it() throws SQLException {
        String key = key();
        UUID stream = UUID.randomUUID();
        hear("stream.started", key, stream, START, "0s");
        postgres.execute(
                """
                INSERT INTO stream_event (kind, stream_key, stream_id, event_at)
                VALUES ('stream.ended', ?, ?, now() + interval '1 minute'), ('stream.started', ?, ?, now() + interval '2 minutes')""",
                key,
                stream,
                key,
                stream);

        assertThat(act(key, "0s")).extracting(row -> row.get("change")).containsExactly("ended", "started");
        assertThat(recordings(key))
                .extracting(row -> row.get("status"))
                .containsExactlyInAnyOrder("processing", "recording");
    }

    @Test
    void a_start_within_the_reconnect_window_resumes_its_recording() throws SQLException {
        String key = key();
        UUID stream = UUID.randomUUID();
        hear("stream.started", key, stream, START, "1 minute");
        hear("stream.ended", key, stream, START.plusSeconds(60), "1 minute");

        assertThat(hear("stream.started", key, stream, START.plusSeconds(70), "1 minute"))
                .extracting(row -> row.get("change"))
                .containsExactly("resumed");
        assertThat(recordings(key)).extracting(row -> row.get("status")).containsExactly("recording");
    }

    @Test
    void another_stream_under_the_key_ends_the_recording_of_the_one_before() throws SQLException {
        String key = key();
        hear("stream.started", key, UUID.randomUUID(), START, "1 minute");

        assertThat(hear("stream.started", key, UUID.randomUUID(), START.plusSeconds(1), "1 minute"))
                .extracting(row -> row.get("change"))
                .containsExactly("started");
        assertThat(recordings(key))
                .extracting(row -> row.get("end_reason"))
                .containsExactlyInAnyOrder("superseded", null);
    }

    @Test
    void a_recording_is_completed_or_failed_once_and_by_its_owner() throws SQLException {
        String key = key();
        UUID stream = UUID.randomUUID();
        hear("stream.started", key, stream, START, "0s");
        hear("stream.ended", key, stream, START.plusSeconds(1), "0s");
        UUID id = (UUID) recordings(key).get(0).get("recording_id");
        String told = "[{\"receiver\": \"vod\", \"target\": \"\"}]";
        String complete =
                "SELECT * FROM complete_recording(?, ?, '{\"doubts\": []}', NULL, 'recordings/a.mp4', 6, 600, ?::jsonb)";

        assertThat(postgres.query(complete, id, "me", told)).isEmpty();
        postgres.execute("UPDATE recording_capture SET owner = 'me', stage = 'finalize' WHERE recording_id = ?", id);
        assertThat(postgres.query(complete, id, "another", told)).isEmpty();
        assertThat(postgres.query(complete, id, "me", told)).hasSize(1);
        assertThat(postgres.query(complete, id, "me", told)).isEmpty();
        assertThat(postgres.query("SELECT * FROM fail_recording(?, 'me', false, 1, 'no', ?::jsonb)", id, told))
                .isEmpty();

        assertThat(recordings(key)).extracting(row -> row.get("status")).containsExactly("completed");
        assertThat(postgres.query("SELECT receiver, event FROM hand_over WHERE recording_id = ?", id))
                .containsExactly(Map.of("receiver", "vod", "event", "recording.completed"));
    }

    /** The list was read before the stream ended; its end is being heard at the same time. */
    @Test
    void a_list_of_live_streams_from_before_the_end_starts_nothing_while_the_end_is_being_heard() throws Exception {
        String key = key();

        whileUncommitted(
                connection -> {
                    heard(connection, "stream.started", key, START);
                    heard(connection, "stream.ended", key, START.plusSeconds(60));
                },
                () -> postgres.query("SELECT hear_live_stream(?, NULL, NULL, NULL, NULL, interval '10 seconds')", key));

        assertThat(postgres.query("SELECT id FROM stream_event WHERE stream_key = ? AND acted_at IS NULL", key))
                .as("starts that would be acted upon")
                .isEmpty();
        assertThat(recordings(key)).extracting(row -> row.get("status")).containsExactly("processing");
    }

    @Test
    void a_recording_that_is_being_resumed_is_not_ended_as_one_whose_rows_contradict_each_other() throws Exception {
        String key = key();
        hear("stream.started", key, null, START, "1 minute");
        hear("stream.ended", key, null, START.plusSeconds(60), "1 minute");
        UUID id = (UUID) recordings(key).get(0).get("recording_id");

        whileUncommitted(
                connection -> heard(connection, "stream.started", key, START.plusSeconds(70)),
                () -> postgres.query("SELECT repair_state(?, 'it is being processed', NULL)", id));

        assertThat(recordings(key)).extracting(row -> row.get("status")).containsExactly("recording");
        assertThat(recordings(key)).extracting(row -> row.get("end_reason")).containsOnlyNulls();
    }

    @Test
    void a_recording_whose_rows_contradict_each_other_is_ended_once() throws SQLException {
        String key = key();
        hear("stream.started", key, null, START, "0s");
        UUID id = (UUID) recordings(key).get(0).get("recording_id");
        postgres.execute("UPDATE recordings SET status = 'processing' WHERE id = ?", id);

        for (int i = 0; i < 2; i++) {
            postgres.query("SELECT repair_state(?, 'it is being processed, though its end was not heard', NULL)", id);
        }

        assertThat(recordings(key)).extracting(row -> row.get("status")).containsExactly("processing");
        assertThat(recordings(key)).extracting(row -> row.get("end_reason")).containsExactly("reconciled");
        assertThat(postgres.query(
                        "SELECT kind FROM recording_event WHERE recording_id = ? AND kind = 'recording.reconciled'",
                        id))
                .hasSize(1);
    }

    /**
     * The second deed begins when the first is done and not committed; it is over, or waits for a lock, at the commit.
     */
    private static void whileUncommitted(Change first, Callable<?> second) throws Exception {
        ExecutorService another = Executors.newSingleThreadExecutor();
        try (Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            connection.setAutoCommit(false);
            first.make(connection);
            Future<?> done = another.submit(second);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> done.isDone()
                            || !postgres.query("SELECT pid FROM pg_locks WHERE NOT granted")
                                    .isEmpty());
            connection.commit();
            done.get(30, TimeUnit.SECONDS);
        } finally {
            another.shutdownNow();
        }
    }

    private static void heard(Connection connection, String kind, String key, Instant at) throws SQLException {
        try (PreparedStatement hear = connection.prepareStatement(
                "SELECT * FROM hear_stream_event(?, ?, NULL, NULL, NULL, ?::timestamptz, NULL, 'live-segments', '{stream_key}/',"
                        + " interval '1 minute', '[]')")) {
            hear.setString(1, kind);
            hear.setString(2, key);
            hear.setString(3, at.toString());
            hear.execute();
        }
    }

    private interface Change {
        void make(Connection connection) throws SQLException;
    }

    @Test
    void of_events_that_are_heard_together_one_whose_stream_is_held_by_another_is_busy_and_the_others_are_heard()
            throws Exception {
        List<String> keys = List.of(key(), key(), key());
        try (Connection holder =
                DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            holder.setAutoCommit(false);
            heard(holder, "stream.started", keys.get(1), START);

            assertThat(hearAll(keys, UUID.randomUUID(), START))
                    .extracting(row -> row.get("number") + " " + row.get("change"))
                    .containsExactly("0 started", "1 busy", "2 started");
            holder.rollback();
        }
        assertThat(recordings(keys.get(0))).hasSize(1);
        assertThat(recordings(keys.get(1))).isEmpty();
        assertThat(postgres.query("SELECT 1 FROM stream_event WHERE stream_key = ?", keys.get(1)))
                .isEmpty();
        assertThat(recordings(keys.get(2))).hasSize(1);
    }

    /**
     * Starts and ends of few keys in any order, while others end what is quiet, and complete or fail what has ended.
     */
    @Test
    void whatever_is_done_at_once_nobody_waits_for_ever_and_the_rows_of_a_recording_agree() throws Exception {
        List<String> keys = List.of(key(), key(), key());
        List<UUID> streams = List.of(UUID.randomUUID(), UUID.randomUUID());

        atOnce(12, thread -> () -> {
            Random random = new Random(thread);
            for (int i = 0; i < ROUNDS; i++) {
                String key = keys.get(random.nextInt(keys.size()));
                switch (random.nextInt(9)) {
                    case 0, 1 -> hear("stream.started", key, any(streams, random), later(random), "1s");
                    case 2, 3 -> hear("stream.ended", key, any(streams, random), later(random), "1s");
                    case 4 -> {
                        postgres.execute("UPDATE recording_capture SET looked_at = now(), quiet_since = now()"
                                + " WHERE ended_at IS NULL AND stream_key = '" + key + "'");
                        postgres.query("SELECT * FROM end_recordings('0s', '0s')");
                    }
                    case 5 ->
                        postgres.query(
                                "SELECT hear_live_stream(?, ?, NULL, NULL, NULL, '0s')", key, any(streams, random));
                    case 7 -> hearAll(keys, any(streams, random), later(random));
                    case 6 -> {
                        for (Map<String, Object> row : recordings(key)) {
                            postgres.query("SELECT repair_state(?, 'perhaps', NULL)", row.get("recording_id"));
                        }
                    }
                    default -> finish(key, "instance-" + thread, random);
                }
            }
            for (String key : keys) {
                act(key, "1s");
            }
            return List.of();
        });

        assertThat(postgres.query(
                        "SELECT r.status::text, c.ended_at FROM recordings r JOIN recording_capture c ON c.recording_id = r.id"
                                + " WHERE (r.status = 'recording') <> (c.ended_at IS NULL)"))
                .isEmpty();
        assertThat(
                        postgres.query(
                                "SELECT c.stream_key FROM recording_capture c JOIN stream_event e ON e.stream_key = c.stream_key"
                                        + " WHERE c.ended_at IS NULL AND e.kind = 'stream.ended' AND e.acted_at IS NULL AND ends(e, c)"))
                .isEmpty();
        assertThat(postgres.query("SELECT id FROM stream_event WHERE kind = 'stream.started' AND acted_at IS NULL"))
                .isEmpty();
        for (String key : keys) {
            assertThat(postgres.query(
                            "SELECT count(*) FROM recording_event WHERE kind = 'recording.started' AND stream_key = ?",
                            key))
                    .containsExactly(Map.of("count", (long) recordings(key).size()));
        }
    }

    private static void finish(String key, String owner, Random random) throws SQLException {
        List<Map<String, Object>> ended = postgres.query(
                "UPDATE recording_capture SET owner = ?, stage = 'finalize' WHERE recording_id = (SELECT recording_id"
                        + " FROM recording_capture WHERE stream_key = ? AND ended_at IS NOT NULL AND owner IS NULL LIMIT 1"
                        + " FOR UPDATE SKIP LOCKED) RETURNING recording_id",
                owner,
                key);
        for (Map<String, Object> row : ended) {
            Object id = row.get("recording_id");
            switch (random.nextInt(3)) {
                case 0 ->
                    postgres.query(
                            "SELECT * FROM complete_recording(?, ?, '{}', NULL, 'a.mp4', 6, 600, ?::jsonb)",
                            id,
                            owner,
                            NOBODY);
                case 1 ->
                    postgres.query("SELECT * FROM fail_recording(?, ?, false, 1, 'no', ?::jsonb)", id, owner, NOBODY);
                default ->
                    postgres.query(
                            "SELECT * FROM postpone_recording(?, ?, 'RECORDING', 3, interval '1 day', 'no', ?::jsonb)",
                            id,
                            owner,
                            NOBODY);
            }
        }
    }

    private static List<Map<String, Object>> hear(
            String kind, String key, UUID stream, Instant at, String reconnectWindow) throws SQLException {
        return postgres.query(
                "SELECT * FROM hear_stream_event(?, ?, ?, NULL, NULL, ?::timestamptz, NULL, 'live-segments', '{stream_key}/',"
                        + " ?::interval, '[]')",
                kind,
                key,
                stream,
                at.toString(),
                reconnectWindow);
    }

    /** The start of a stream under each key. */
    private static List<Map<String, Object>> hearAll(List<String> keys, UUID stream, Instant at) throws SQLException {
        List<HeardEvent> events = new ArrayList<>();
        for (String key : keys) {
            events.add(HeardEvent.of(new StreamEvent(StreamEvent.STARTED, key, stream, null, null, at), null)
                    .numbered(events.size()));
        }
        return postgres.query(
                "SELECT * FROM hear_stream_events(?::jsonb, 'live-segments', '{stream_key}/', interval '1 s', '[]')",
                Json.of(events));
    }

    private static List<Map<String, Object>> act(String key, String reconnectWindow) throws SQLException {
        return postgres.query(
                "SELECT * FROM act_on_stream_events(?, 'live-segments', '{stream_key}/', ?::interval, '[]')",
                key,
                reconnectWindow);
    }

    private static List<Map<String, Object>> recordings(String key) throws SQLException {
        return postgres.query(
                "SELECT c.recording_id, r.status::text, c.end_reason FROM recording_capture c"
                        + " JOIN recordings r ON r.id = c.recording_id WHERE c.stream_key = ?",
                key);
    }

    private static List<Map<String, Object>> atOnce(int threads, Deed deed) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<Map<String, Object>>>> deeds = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                deeds.add(deed.of(thread));
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            for (Future<List<Map<String, Object>>> done : pool.invokeAll(deeds)) {
                rows.addAll(done.get());
            }
            return rows;
        } finally {
            pool.shutdownNow();
        }
    }

    private interface Deed {
        Callable<List<Map<String, Object>>> of(int thread);
    }

    private static UUID any(List<UUID> streams, Random random) {
        return streams.get(random.nextInt(streams.size()));
    }

    private static Instant later(Random random) {
        return START.plusSeconds(random.nextInt(600));
    }

    private static String key() {
        return "key-" + UUID.randomUUID();
    }
}
