package streaming.recording.health;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Whether PostgreSQL answers, asked again each time: without it no webhook is durable. */
public final class DatabaseProbe implements Probe {

    private static final int PATIENCE_SECONDS = 3;

    private final DataSource database;

    public DatabaseProbe(DataSource database) {
        this.database = database;
    }

    @Override
    public String reason() {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(PATIENCE_SECONDS) ? null : "PostgreSQL does not answer";
        } catch (SQLException e) {
            // its message may name the user and the host
            return "PostgreSQL cannot be used";
        }
    }
}
