package streaming.recording.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The rows of a statement as records, in the memory of a few, however many there are. Each component is the column of
 * its name.
 */
public final class Cursor<R extends Record> {

    private static final int ROWS_AT_ONCE = 1_000;

    private final NamedParameterJdbcTemplate database;
    private final TransactionTemplate transaction;
    private final String statement;
    private final Class<R> type;
    private final Duration patience;

    /**
     * @param file of the statement, below sql/
     * @param patience how long PostgreSQL may say nothing, as while it sorts a million rows
     */
    public Cursor(DataSource dataSource, String file, Class<R> type, Duration patience) {
        JdbcTemplate template = new JdbcTemplate(dataSource);
        template.setFetchSize(ROWS_AT_ONCE);
        database = new NamedParameterJdbcTemplate(template);
        // PostgreSQL has a cursor only within a transaction
        transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        transaction.setReadOnly(true);
        this.type = type;
        this.patience = patience;
        try (InputStream text = Cursor.class.getResourceAsStream("/sql/" + file)) {
            statement = new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives one row after the other. */
    public void read(Map<String, ?> parameters, Consumer<R> rows) {
        transaction.executeWithoutResult(begun -> {
            // the pool sets it back
            database.getJdbcTemplate().execute((ConnectionCallback<Void>) connection -> {
                connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
                return null;
            });
            try (Stream<R> all = database.queryForStream(statement, parameters, DataClassRowMapper.newInstance(type))) {
                all.forEach(rows);
            }
        });
    }
}
