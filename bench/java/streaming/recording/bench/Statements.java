package streaming.recording.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import streaming.recording.embedded.Postgres;

/** Which statements PostgreSQL runs, how often and how long, by its extension pg_stat_statements. */
final class Statements {

    private final Postgres postgres;

    private Statements(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Starts the server anew, with the extension. */
    static Statements of(Postgres postgres) throws SQLException {
        asSuperuser(postgres, "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
        postgres.stop();
        postgres.start();
        asSuperuser(postgres, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        asSuperuser(postgres, "GRANT pg_read_all_stats TO " + postgres.user());
        return new Statements(postgres);
    }

    void forget() throws SQLException {
        asSuperuser(postgres, "SELECT pg_stat_statements_reset()");
    }

    /** The statements of the service by the time that they took, those of this bench left out. */
    void print(long segments) throws SQLException {
        Table table = new Table("statement", "calls per 1,000 segments", "ms a call", "rows a call", "ms per 1,000");
        for (Map<String, Object> row : postgres.query(
                """
                SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 90) AS statement, calls, total_exec_time AS ms, rows
                FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND query NOT LIKE '%pg_stat%' ORDER BY calls DESC LIMIT 40""")) {
            long calls = (Long) row.get("calls");
            double ms = (Double) row.get("ms");
            table.row(
                    row.get("statement").toString().replace("|", "\\|"),
                    1000.0 * calls / segments,
                    ms / calls,
                    (double) (Long) row.get("rows") / calls,
                    1000 * ms / segments);
        }
        table.print();
    }

    private static void asSuperuser(Postgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connectAsSuperuser();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
