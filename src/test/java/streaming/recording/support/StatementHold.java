package streaming.recording.support;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/** Holds statements of the service in PostgreSQL: a trigger waits for a lock that the test has. */
public final class StatementHold implements Hold {

    private static final long LOCK = 4_711;

    private final Recorder recorder;
    private final String table;
    private final Connection locked;

    private StatementHold(Recorder recorder, String table, Connection locked) {
        this.recorder = recorder;
        this.table = table;
        this.locked = locked;
    }

    /**
     * Holds each statement that changes such a row; what it does is neither committed nor seen by others meanwhile.
     *
     * @param change INSERT or UPDATE
     * @param condition on NEW and OLD, as of a trigger
     */
    public static StatementHold of(Recorder recorder, String change, String table, String condition) {
        try {
            Connection connection = recorder.connect();
            connection.createStatement().execute("SELECT pg_advisory_lock(" + LOCK + ")");
            recorder.sql("CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    + "PERFORM pg_advisory_xact_lock(" + LOCK + "); RETURN NEW; END $$");
            recorder.sql("CREATE TRIGGER hold BEFORE " + change + " ON " + table + " FOR EACH ROW WHEN (" + condition
                    + ") EXECUTE FUNCTION hold()");
            return new StatementHold(recorder, table, connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void awaitReached() {
        await("a statement on " + table + " is held, see " + recorder.log())
                .atMost(Recorder.LONG)
                .until(() -> !recorder.sql(
                                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ? AND NOT granted"
                                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                                LOCK)
                        .isEmpty());
    }

    /** Cuts off the connections that the service has now: what they had not committed is rolled back. */
    public StatementHold cutOff() {
        Object[] pids = recorder
                .sql("SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND application_name = 'recording-service'")
                .stream()
                .map(row -> row.get("pid"))
                .toArray();
        await("the statements are rolled back").atMost(Recorder.LONG).until(() -> recorder.sql(
                        "SELECT pid FROM pg_stat_activity WHERE pid = ANY (?)",
                        (Object) Arrays.copyOf(pids, pids.length, Integer[].class))
                .isEmpty());
        return this;
    }

    @Override
    public void close() {
        try {
            locked.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        recorder.sql("DROP TRIGGER IF EXISTS hold ON " + table);
    }
}
