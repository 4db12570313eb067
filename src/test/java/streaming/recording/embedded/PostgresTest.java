package streaming.recording.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTest {
    private static Postgres postgres;

    @BeforeAll
    static void start() {
        postgres = Postgres.builder().start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void it_is_a_postgresql_17_with_utf_8_in_utc_that_is_durable() throws SQLException {
        assertThat(
                        postgres.query(
                                """
                SELECT current_setting('server_version_num')::int / 10000 AS version, current_user AS who,
                       current_setting('server_encoding') AS encoding, datlocale AS locale, lower('ÄÖ') AS lower,
                       current_setting('fsync') || current_setting('synchronous_commit') AS durable
                  FROM pg_database WHERE datname = current_database()"""))
                .containsExactly(Map.of(
                        "version",
                        17,
                        "who",
                        "streaming_user",
                        "encoding",
                        "UTF8",
                        "locale",
                        "C.UTF-8",
                        "lower",
                        "äö",
                        "durable",
                        "onon"));
    }

    @Test
    void a_wrong_password_is_refused() {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "wrong")
                        .close())
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void the_user_owns_the_database_and_is_no_superuser() throws SQLException {
        postgres.execute("CREATE TYPE mood AS ENUM ('good')");
        assertThatThrownBy(() -> postgres.execute("CREATE ROLE other")).hasMessageContaining("permission denied");
        try (var connection = postgres.connectAsSuperuser();
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE other");
        }
    }

    @Test
    void data_survive_a_stop_a_kill_and_another_object_on_the_same_folder(@TempDir Path folder) throws SQLException {
        int port;
        try (var first = Postgres.builder()
                .data(folder.resolve("pg"))
                .user("anna", "it's")
                .database("my db")
                .start()) {
            port = first.port();
            first.execute("CREATE TABLE kept (i int)");
            first.execute("INSERT INTO kept VALUES (?)", 1);
            first.stop();
            first.start().execute("INSERT INTO kept VALUES (?)", 2);
            first.kill();
            first.start().execute("INSERT INTO kept VALUES (?)", 3);
            assertThat(first.port()).isEqualTo(port);
            assertThatThrownBy(
                            () -> Postgres.builder().data(folder.resolve("pg")).start())
                    .hasMessageContaining("another run uses");
        }
        try (var second = Postgres.builder()
                .data(folder.resolve("pg"))
                .port(port)
                .user("anna", "it's")
                .database("my db")
                .start()) {
            assertThat(second.query("SELECT count(*) AS n FROM kept")).containsExactly(Map.of("n", 3L));
        }
    }

    @Test
    void a_port_in_use_is_named_in_the_error() {
        assertThatThrownBy(() -> Postgres.builder().port(postgres.port()).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Address already in use");
    }

    @Test
    void it_outlives_the_thread_that_started_it() throws Exception {
        var started = new AtomicReference<Postgres>();
        var thread =
                new Thread(() -> started.set(Postgres.builder().durable(false).start()));
        thread.start();
        thread.join();
        try (var server = started.get()) {
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> server.query("SELECT 1 AS one").equals(List.of(Map.of("one", 1))));
        }
    }

    @Test
    void it_ends_with_a_jvm_that_is_killed_and_starts_again_on_its_data(@TempDir Path folder) throws Exception {
        var jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledJvm.class.getName(),
                        folder.resolve("pg").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Path server;
        try (var output = new BufferedReader(new InputStreamReader(jvm.getInputStream()))) {
            String line = output.readLine();
            while (line != null && !line.startsWith("server ")) {
                line = output.readLine();
            }
            assertThat(line).as("what the other JVM printed").isNotNull();
            server = Path.of("/proc", line.substring("server ".length()), "cmdline");
            assertThat(server).content().contains("postgres");
        } finally {
            jvm.destroyForcibly(); // SIGKILL: no shutdown hook runs
        }
        // The line of a dead process is empty, or gone once somebody buried it.
        await().atMost(Duration.ofSeconds(20))
                .ignoreException(NoSuchFileException.class)
                .until(() -> !Files.exists(server) || Files.readString(server).isEmpty());
        assertThat(folder.resolve("pg/data/postmaster.pid"))
                .as("it ended in order")
                .doesNotExist();
        try (var again = Postgres.builder().data(folder.resolve("pg")).start()) {
            assertThat(again.query("SELECT i FROM kept")).containsExactly(Map.of("i", 7));
        }
    }

    @Test
    void it_starts_where_a_crash_left_the_number_of_another_process(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("pg/data/postmaster.pid");
        try (var server = Postgres.builder().data(folder.resolve("pg")).start()) {
            server.kill();
            var lines = Files.readAllLines(pidFile);
            var another = new ProcessBuilder("cat").start();
            lines.set(0, Long.toString(another.pid()));
            Files.write(pidFile, lines);
            assertThat(server.start().query("SELECT 1 AS one")).hasSize(1);
            another.destroy();
        }
    }

    /** Starts a server, says which, and waits to be killed. */
    static final class KilledJvm {
        private KilledJvm() {}

        public static void main(String[] args) throws Exception {
            var server = Postgres.builder().data(Path.of(args[0])).start();
            server.execute("CREATE TABLE kept AS SELECT 7 AS i");
            System.out.println("server " + server.pid());
            Thread.currentThread().join();
        }
    }
}
