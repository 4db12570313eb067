package streaming.recording.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of the service, run without Camel: the text of its file, with a value for each parameter by its name
 * there.
 */
final class ServiceStatement {

    private static final Pattern PARAMETER = Pattern.compile(":#(?:\\$\\{([^}]*)}|(\\w+))");

    private final String sql;
    private final List<String> names = new ArrayList<>();

    /** @param file below sql/ */
    ServiceStatement(String file) {
        try (InputStream text = ServiceStatement.class.getResourceAsStream("/sql/" + file)) {
            Matcher parameter = PARAMETER.matcher(new String(text.readAllBytes(), StandardCharsets.UTF_8));
            sql = parameter.replaceAll(found -> {
                names.add(found.group(1) == null ? found.group(2) : found.group(1));
                return "?";
            });
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    /** @return rows */
    int run(Connection connection, Map<String, Object> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < names.size(); i++) {
                if (!values.containsKey(names.get(i))) {
                    throw new IllegalStateException("no value for " + names.get(i));
                }
                statement.setObject(i + 1, values.get(names.get(i)));
            }
            int rows = 0;
            if (statement.execute()) {
                while (statement.getResultSet().next()) {
                    rows++;
                }
            }
            return rows;
        }
    }
}
