package streaming.recording.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * The JSON of GET /recordings without a limit, in the memory of one page however many there are: the next page is asked
 * for when the reader has read the one before, so that a slow reader holds no connection. What changes meanwhile is in
 * it as it was when its page was asked for.
 */
public final class RecordingList {

    private static final int PAGE = 500;

    private final NamedParameterJdbcTemplate database;
    private final String statement;

    private record Row(String json, String startedAt, String id) {}

    public RecordingList(DataSource dataSource) {
        database = new NamedParameterJdbcTemplate(dataSource);
        try (InputStream file = RecordingList.class.getResourceAsStream("/sql/api/read-recordings.sql")) {
            statement = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the whole answer, of which the first page is there already */
    public InputStream of(RecordingQuery query) {
        return new SequenceInputStream(new Pages(query));
    }

    private final class Pages implements Enumeration<InputStream> {

        private final Map<String, Object> parameters = new HashMap<>();
        private List<Row> page;
        private boolean first = true;

        Pages(RecordingQuery query) {
            parameters.put("status", query.status());
            parameters.put("streamId", query.streamId());
            parameters.put("streamKey", query.streamKey());
            parameters.put("from", query.from());
            parameters.put("to", query.to());
            parameters.put("hasHoles", query.hasHoles());
            parameters.put("oldestFirst", query.oldestFirst());
            parameters.put("most", PAGE);
            page = behind(query.afterStartedAt(), query.afterId());
        }

        private List<Row> behind(String startedAt, String id) {
            parameters.put("afterStartedAt", startedAt);
            parameters.put("afterId", id);
            return database.query(statement, parameters, new DataClassRowMapper<>(Row.class));
        }

        @Override
        public boolean hasMoreElements() {
            return page != null;
        }

        @Override
        public InputStream nextElement() {
            if (page == null) {
                throw new NoSuchElementException();
            }
            if (!first) {
                Row last = page.get(page.size() - 1);
                page = behind(last.startedAt(), last.id());
            }
            String rows = page.stream().map(Row::json).collect(Collectors.joining(","));
            String before = first ? "{\"recordings\":[" : page.isEmpty() ? "" : ",";
            String behind = page.size() < PAGE ? "]}" : "";
            first = false;
            page = page.size() < PAGE ? null : page.subList(PAGE - 1, PAGE);
            return new ByteArrayInputStream((before + rows + behind).getBytes(StandardCharsets.UTF_8));
        }
    }
}
