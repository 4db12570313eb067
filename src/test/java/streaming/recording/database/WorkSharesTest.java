package streaming.recording.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import streaming.recording.embedded.Postgres;
import streaming.recording.support.ServiceTables;

/** How instances share live recordings, as each of them asks the database what it may take. */
class WorkSharesTest {

    private static Postgres postgres;
    private static PGSimpleDataSource connections;
    private static Connection connection;
    private static JdbcTemplate database;

    @BeforeAll
    static void start() throws SQLException {
        postgres = Postgres.builder().durable(false).start();
        connections = ServiceTables.in(postgres);
        connection = connections.getConnection();
        database = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        postgres.close();
    }

    @BeforeEach
    void nothing_is_live() {
        database.update("DELETE FROM recordings");
        database.update("DELETE FROM recording_instance");
    }

    @Test
    void one_alone_takes_all_at_once_also_beyond_its_capacity() {
        announce("a", 2);
        streams(5);

        assertThat(take("a", 2)).isEqualTo(5);
    }

    @Test
    void streams_that_are_announced_to_one_of_three_are_shared_evenly() {
        List.of("a", "b", "c").forEach(name -> announce(name, 100));
        for (int i = 0; i < 30; i++) {
            streams(1);
            // the one that heard it asks first; the others when it was not its turn
            if (take("a", 100) + take("b", 100) == 0) {
                take("c", 100);
            }
        }

        assertThat(loads()).isEqualTo(Map.of("a", 10L, "b", 10L, "c", 10L));
    }

    @Test
    void streams_that_start_at_once_are_shared_evenly_by_three_that_ask_at_once() throws Exception {
        List<String> names = List.of("a", "b", "c");
        names.forEach(name -> announce(name, 100));
        streams(30);

        ExecutorService pool = Executors.newFixedThreadPool(names.size());
        List<Future<Long>> taken = new ArrayList<>();
        names.forEach(name -> taken.add(pool.submit(() -> take(new JdbcTemplate(connections), name, 100))));
        for (Future<Long> one : taken) {
            one.get();
        }
        pool.shutdown();

        assertThat(loads()).isEqualTo(Map.of("a", 10L, "b", 10L, "c", 10L));
    }

    @Test
    void one_that_is_being_stopped_is_given_nothing_new() throws IOException {
        announce("stopping", 100);
        announce("other", 100);

        try (InputStream file = getClass().getResourceAsStream("/sql/capture/stop-taking.sql")) {
            String statement = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            database.update(statement.replace(":#${properties:recorder.instance}", "?"), "stopping");
        }
        streams(2);

        assertThat(take("other", 100)).isEqualTo(2);
    }

    @Test
    void capacities_are_respected_and_one_that_joins_takes_what_is_new() {
        announce("small", 10);
        announce("large", 30);
        streams(20);
        take("small", 10);
        take("large", 30);
        assertThat(loads()).isEqualTo(Map.of("small", 5L, "large", 15L));

        announce("new", 30);
        streams(12);
        assertThat(take("small", 10) + take("large", 30)).isZero();
        take("new", 30);

        assertThat(loads()).isEqualTo(Map.of("small", 5L, "large", 15L, "new", 12L));
    }

    @Test
    void what_a_dead_one_held_is_shared_evenly_by_the_others_when_its_lease_has_run_out() {
        List.of("a", "b", "c").forEach(name -> announce(name, 100));
        streams(30);
        List.of("a", "b", "c").forEach(name -> take(name, 100));
        assertThat(take("b", 100)).isZero();

        database.update("UPDATE recording_capture SET lease_until = now() - interval '1 second' WHERE owner = 'a'");
        database.update("UPDATE recording_instance SET alive_until = now() - interval '1 second' WHERE name = 'a'");
        take("b", 100);
        take("c", 100);

        assertThat(loads()).isEqualTo(Map.of("b", 15L, "c", 15L));
        assertThat(database.queryForList("SELECT count(*) FROM recording_event WHERE kind = 'recording.taken-over'"))
                .containsExactly(Map.of("count", 10L));
    }

    @Test
    void one_that_drains_takes_nothing_and_its_share_goes_to_the_others() {
        announce("a", 100);
        announce("b", 100);
        database.queryForList("SELECT announce_instance('a', 'a:1', NULL, 100, true, '10 minutes')");
        streams(4);

        assertThat(database.queryForList("SELECT * FROM take_live_recordings('a', 100, true, '10 minutes', false)"))
                .isEmpty();
        assertThat(take("b", 100)).isEqualTo(4);
    }

    @Test
    void beyond_the_capacity_of_all_a_recording_waits_for_a_lease_and_is_taken_oldest_first() {
        announce("a", 2);
        announce("b", 2);
        streams(8);

        assertThat(take("a", 2) + take("b", 2)).isEqualTo(4);
        assertThat(take("a", 2) + take("b", 2)).isZero();

        database.update(
                "UPDATE recordings SET started_at = started_at - interval '11 minutes' WHERE id = (SELECT recording_id"
                        + " FROM recording_capture WHERE owner IS NULL ORDER BY started_event_id DESC LIMIT 1)");
        database.update(
                "UPDATE stream_event SET heard_at = heard_at - interval '11 minutes' WHERE id = (SELECT started_event_id"
                        + " FROM recording_capture WHERE owner IS NULL ORDER BY started_event_id DESC LIMIT 1)");
        assertThat(take("a", 2)).isEqualTo(1);
        assertThat(database.queryForList(
                        "SELECT count(*) FROM recording_capture WHERE owner IS NULL AND free_since(recording_capture)"
                                + " < now() - interval '10 minutes'"))
                .containsExactly(Map.of("count", 0L));
    }

    @Test
    void what_one_that_hangs_does_not_take_is_taken_by_another_in_the_end() {
        announce("a", 100);
        announce("hangs", 100);
        streams(2);
        take("a", 100);
        assertThat(take("a", 100)).isZero();

        database.update("UPDATE recording_instance SET since = since - interval '21 minutes'");
        database.update("UPDATE recordings SET started_at = started_at - interval '21 minutes'");
        database.update("UPDATE stream_event SET heard_at = heard_at - interval '21 minutes'");

        assertThat(take("a", 100)).isEqualTo(1);
    }

    @Test
    void a_process_that_starts_again_leaves_no_share_to_the_one_that_was_killed() {
        announce("before", 100);
        database.queryForList("SELECT announce_instance('again', 'before:1', NULL, 100, false, '10 minutes')");
        streams(6);

        assertThat(take("again", 100)).isEqualTo(6);
    }

    @Test
    void one_that_stops_gives_its_recordings_and_its_share_to_the_others_at_once() {
        announce("a", 100);
        announce("b", 100);
        streams(6);
        take("a", 100);
        take("b", 100);

        database.queryForList("SELECT leave('a')");
        take("b", 100);

        assertThat(loads()).isEqualTo(Map.of("b", 6L));
    }

    private static void announce(String name, int capacity) {
        database.queryForList(
                "SELECT announce_instance(?, ?, NULL, ?, false, '10 minutes')", name, name + ":1", capacity);
    }

    private static void streams(int number) {
        database.queryForList(
                "SELECT hear_stream_event('stream.started', 'key-' || gen_random_uuid(), gen_random_uuid(), NULL, NULL, now(),"
                        + " NULL, 'live-segments', '{stream_key}/', '0s', '[]') FROM generate_series(1, ?)",
                number);
    }

    private static long take(String name, int capacity) {
        return take(database, name, capacity);
    }

    private static long take(JdbcTemplate database, String name, int capacity) {
        return database.queryForList(
                        "SELECT owner_before FROM take_live_recordings(?, ?, false, '10 minutes', false)",
                        name,
                        capacity)
                .size();
    }

    private static Map<String, Long> loads() {
        Map<String, Long> loads = new HashMap<>();
        database.queryForList("SELECT owner, count(*) AS load FROM recording_capture WHERE ended_at IS NULL"
                        + " AND lease_until > now() GROUP BY owner")
                .forEach(row -> loads.put((String) row.get("owner"), (Long) row.get("load")));
        return loads;
    }
}
