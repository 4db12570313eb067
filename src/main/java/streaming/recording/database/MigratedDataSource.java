package streaming.recording.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import streaming.recording.health.Outage;

/**
 * Connections to a database whose tables are up to date: the first connection that succeeds migrates. So the service
 * starts without its database, and whoever needs it first once it is there finds it ready.
 */
public final class MigratedDataSource extends DelegatingDataSource {

    private static final Logger LOG = LoggerFactory.getLogger("recording.database");

    private final String name;
    private final ReentrantLock migrating = new ReentrantLock();
    private final Outage outage;
    private volatile boolean migrated;

    /** @param name of the database, for the log */
    public MigratedDataSource(DataSource target, String name, Clock clock) {
        super(target);
        this.name = name;
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
            outage.goesOn(innermost(e).getMessage());
            throw e;
        }
    }

    /**
     * At the stop of the service: without the database nothing under way can be finished, so statements that wait for
     * an answer, up to 30 s each, are cut off.
     *
     * @throws Exception when the connections cannot be closed
     */
    public void closeIfAway() throws Exception {
        try (Connection there = getConnection()) {
            LOG.debug("{} is there", name);
        } catch (SQLException e) {
            if (obtainTargetDataSource() instanceof AutoCloseable pool) {
                pool.close();
            }
        }
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
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
