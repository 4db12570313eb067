package streaming.recording.support;

import java.sql.SQLException;
import java.time.Clock;
import org.postgresql.ds.PGSimpleDataSource;
import streaming.recording.database.DatabaseAddress;
import streaming.recording.database.MigratedDataSource;
import streaming.recording.embedded.Postgres;

/** The tables and functions of the service in a PostgreSQL, without a service. */
public final class ServiceTables {

    private ServiceTables() {}

    /**
     * Migrates the database.
     *
     * @return its connections, without a pool
     */
    public static PGSimpleDataSource in(Postgres postgres) throws SQLException {
        PGSimpleDataSource connections = connections(postgres);
        migrating(postgres, connections).getConnection().close();
        return connections;
    }

    /** @return what migrates the database before it gives its first connection */
    public static MigratedDataSource migrating(Postgres postgres) {
        return migrating(postgres, connections(postgres));
    }

    private static MigratedDataSource migrating(Postgres postgres, PGSimpleDataSource connections) {
        return new MigratedDataSource(
                connections,
                DatabaseAddress.of(
                        postgres.host(), postgres.port(), postgres.user(), postgres.password(), postgres.database()),
                Clock.systemUTC());
    }

    private static PGSimpleDataSource connections(Postgres postgres) {
        PGSimpleDataSource connections = new PGSimpleDataSource();
        connections.setUrl(postgres.jdbcUrl());
        connections.setUser(postgres.user());
        connections.setPassword(postgres.password());
        return connections;
    }
}
