package streaming.recording.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections to a database whose tables are up to date: the first connection that succeeds migrates. So the service
 * starts without its database, and whoever needs it first once it is there finds it ready.
 */
public final class MigratedDataSource extends DelegatingDataSource {

    private static final Logger LOG = LoggerFactory.getLogger("recording.database");

    private final String name;
    private final ReentrantLock migrating = new ReentrantLock();
    private volatile boolean migrated;

    /** @param name of the database, for the log */
    public MigratedDataSource(DataSource target, String name) {
        super(target);
        this.name = name;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (!migrated) {
            migrate();
        }
        return super.getConnection();
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
                Flyway.configure().dataSource(obtainTargetDataSource())
                        // the database is shared: its tables are not ours, nor is a history of that name
                        .table("recording_schema_history").baselineOnMigrate(true).baselineVersion("0")
                        .load().migrate();
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
