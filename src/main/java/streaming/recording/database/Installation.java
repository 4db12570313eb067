package streaming.recording.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The id of this installation of the service, as its database has it; asked for once, when it is first needed. */
public final class Installation implements Supplier<String> {

    private final DataSource database;
    private volatile String id;

    public Installation(DataSource database) {
        this.database = database;
    }

    /** @throws org.springframework.dao.DataAccessException when the database is away */
    @Override
    public String get() {
        if (id == null) {
            id = new JdbcTemplate(database).queryForObject(statement(), String.class);
        }
        return id;
    }

    private static String statement() {
        try (InputStream file = Installation.class.getResourceAsStream("/sql/capture/which-installation.sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
