package streaming.recording.database;

import org.apache.camel.component.sql.RowMapperFactory;
import org.springframework.jdbc.core.ColumnMapRowMapper;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.RowMapper;

/**
 * Gives a statement with {@code outputClass} its rows as records: each component is the column of its name,
 * {@code recordingId} that of {@code recording_id}. A component without a column is an error, and no null.
 */
public final class RowTypes implements RowMapperFactory {

    @Override
    public RowMapper<?> newColumnRowMapper() {
        return new ColumnMapRowMapper();
    }

    @Override
    public RowMapper<?> newBeanRowMapper(Class<?> type) {
        return DataClassRowMapper.newInstance(type);
    }
}
