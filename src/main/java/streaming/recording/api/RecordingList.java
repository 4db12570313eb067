package streaming.recording.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The JSON of GET /recordings without a limit, in the memory of a few rows however many there are: rows go from a
 * cursor into a file, and the answer is read from there, so that a slow reader holds no connection either. How many are
 * made at once is bounded at the door.
 */
public final class RecordingList {

    private static final int ROWS_AT_ONCE = 1_000;

    private final NamedParameterJdbcTemplate database;
    private final TransactionTemplate transaction;
    private final String statement;

    public RecordingList(DataSource dataSource) {
        JdbcTemplate template = new JdbcTemplate(dataSource);
        template.setFetchSize(ROWS_AT_ONCE);
        database = new NamedParameterJdbcTemplate(template);
        // PostgreSQL has a cursor only within a transaction
        transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        transaction.setReadOnly(true);
        try (InputStream file = RecordingList.class.getResourceAsStream("/sql/api/read-recordings.sql")) {
            statement = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the whole answer; its file has no name any more and is gone when nobody reads it */
    public InputStream of(RecordingQuery query) throws IOException {
        Path file = Files.createTempFile("recordings", ".json");
        try {
            try (Writer writer = Files.newBufferedWriter(file)) {
                transaction.executeWithoutResult(begun -> write(query, writer));
            }
            return Files.newInputStream(file);
        } finally {
            Files.delete(file);
        }
    }

    private void write(RecordingQuery query, Writer writer) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("status", query.status());
        parameters.put("streamId", query.streamId());
        parameters.put("streamKey", query.streamKey());
        parameters.put("from", query.from());
        parameters.put("to", query.to());
        parameters.put("hasHoles", query.hasHoles());
        parameters.put("oldestFirst", query.oldestFirst());
        parameters.put("afterStartedAt", query.afterStartedAt());
        parameters.put("afterId", query.afterId());
        try {
            writer.write("{\"recordings\":[");
            database.query(statement, parameters, row -> {
                try {
                    writer.write(row.isFirst() ? "" : ",");
                    writer.write(row.getString(1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.write("]}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
