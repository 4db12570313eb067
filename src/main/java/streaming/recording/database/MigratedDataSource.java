package streaming.recording.database;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import streaming.recording.failure.NoAnswer;
import streaming.recording.health.Outage;

/**
 * Connections to a database whose tables are up to date: the first connection that succeeds migrates. So the service
 * starts without its database, and whoever needs it first once it is there finds it ready.
 */
public final class MigratedDataSource extends DelegatingDataSource {

    private static final Logger LOG = LoggerFactory.getLogger("recording.database");

    private static final String VERSION =
            "SELECT version FROM recording_schema_history WHERE version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1";
    /** Migrations that no release has: those of the first previews, and those of the last. */
    private static final String PREVIEWS =
            "SELECT 1 FROM recording_schema_history WHERE script IN ('V3__front_door.sql', 'V5__live_join.sql')";

    private static final String DROP_PREVIEW = "DROP TABLE IF EXISTS recording_schema_history, recording_capture,"
            + " recording_segment, recording_part, recording_attempt, recording_event, recording_installation, recording_instance,"
            + " stream_event, hand_over CASCADE";

    private static final int MOST_TRIES = 3;

    /** Seconds in which a PostgreSQL that is there answers at the stop. */
    private static final int ANSWER = 2;

    private final String name;
    private final String address;
    private final ReentrantLock migrating = new ReentrantLock();
    private final Outage outage;
    private volatile boolean migrated;

    /** @param address of the database, for the log */
    public MigratedDataSource(DataSource target, DatabaseAddress address, Clock clock) {
        super(target);
        this.name = address.name();
        this.address = "PostgreSQL " + address.host() + " (DB_HOST and DB_PORT, or DATABASE_URL)";
        outage = new Outage(LOG, clock, "PostgreSQL database " + name);
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            if (!migrated) {
                migrate();
            }
            Connection connection = super.getConnection();
            outage.isOver();
            return connection;
        } catch (SQLException e) {
            outage.goesOn(why(e));
            throw e;
        }
    }

    /**
     * At the stop of the service: without the database nothing under way can be finished, so statements that wait for
     * an answer, up to 30 s each, are cut off. It is asked, as the pool hands out a connection that was used a moment
     * ago without a look.
     *
     * @throws Exception when the connections cannot be closed
     */
    public void closeIfAway() throws Exception {
        try (Connection there = getConnection()) {
            if (!there.isValid(ANSWER)) {
                throw new SQLTransientConnectionException("no answer within " + ANSWER + " s");
            }
        } catch (SQLException e) {
            LOG.debug("{} is away, and its connections are closed: {}", name, e.getMessage());
            if (obtainTargetDataSource() instanceof AutoCloseable pool) {
                pool.close();
            }
        }
    }

    /**
     * Whether the connection of a statement broke off, as all do when PostgreSQL restarts: then the idle ones are
     * closed, and the same statement has a new one. Of a connection that could not be had, no.
     *
     * @param tries so far, or null
     */
    public boolean brokeOff(Throwable failure, Integer tries) {
        List<Throwable> causes =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        boolean broke = causes.stream().noneMatch(CannotGetJdbcConnectionException.class::isInstance)
                && causes.stream()
                        .anyMatch(cause -> cause instanceof SQLException sql
                                && sql.getSQLState() != null
                                && sql.getSQLState().matches("(08|57P).*"));
        if (broke && obtainTargetDataSource() instanceof HikariDataSource pool) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
        return broke && (tries == null || tries < MOST_TRIES);
    }

    /** Nothing was released with the migrations that the previews had; their tables are not those of this version. */
    private void refusePreview() throws SQLException {
        try (Connection connection = obtainTargetDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (first(statement, "SELECT 1 WHERE to_regclass('recording_schema_history') IS NOT NULL") == null) {
                return;
            }
            if (first(statement, PREVIEWS) != null) {
                throw new SQLTransientConnectionException(
                        "this database was made by a preview of the Recording Service (schema history version "
                                + first(statement, VERSION)
                                + "), and is not migrated. Use another database; or keep the"
                                + " table recordings, lose what is not completed, and execute: " + DROP_PREVIEW);
            }
        }
    }

    private static String first(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** What PostgreSQL said, or that it says nothing. */
    private String why(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IOException ? NoAnswer.of(address, cause) : cause.getMessage();
    }

    private void migrate() throws SQLException {
        try {
            if (!migrating.tryLock(10, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException("the database is being migrated");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted");
        }
        try {
            if (!migrated) {
                refusePreview();
                Flyway.configure()
                        .dataSource(obtainTargetDataSource())
                        // the database is shared: its tables are not ours, nor is a history of that name
                        .table("recording_schema_history")
                        .baselineOnMigrate(true)
                        .baselineVersion("0")
                        .load()
                        .migrate();
                migrated = true;
                LOG.info("Connected to {} successfully", name);
            }
        } catch (FlywayException e) {
            throw new SQLTransientConnectionException("the database cannot be used: " + e.getMessage(), e);
        } finally {
            migrating.unlock();
        }
    }
}
