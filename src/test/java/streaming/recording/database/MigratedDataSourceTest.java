package streaming.recording.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import streaming.recording.embedded.Postgres;
import streaming.recording.support.ServiceTables;

class MigratedDataSourceTest {

    @Test
    void a_database_of_a_preview_is_refused_until_its_tables_are_dropped() throws SQLException {
        try (Postgres postgres = Postgres.builder().durable(false).start()) {
            // a migration of the first previews, and one of the last
            for (String script : List.of("V3__front_door.sql", "V5__live_join.sql")) {
                postgres.execute(
                        "CREATE TABLE recording_schema_history (installed_rank INT, version TEXT, script TEXT)");
                postgres.execute("INSERT INTO recording_schema_history VALUES (1, '1', 'V1__recordings.sql')");
                postgres.execute("INSERT INTO recording_schema_history VALUES (2, '10', ?)", script);
                MigratedDataSource database = ServiceTables.migrating(postgres);

                SQLException refused = catchThrowableOfType(SQLException.class, database::getConnection);

                assertThat(refused.getMessage())
                        .contains("made by a preview of the Recording Service (schema history version 10)");
                String advice = refused.getMessage().replaceFirst(".*execute: ", "");
                postgres.execute(advice);
                database.getConnection().close();
                postgres.execute(advice);
            }
        }
    }
}
