package streaming.recording.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import streaming.recording.failure.Rejected;

/**
 * The query of a request, read by itself: among Camel's headers a parameter {@code from} could not be told from the
 * header of that name. A name that is not known is rejected, since a filter that does nothing looks like an answer.
 */
public final class Query {

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param text as it was sent, behind the question mark; null when there is none
     * @param known names
     * @throws Rejected with status 400 for another name, and for one that comes twice
     */
    public static Query of(String text, String... known) {
        List<String> names = Arrays.asList(known);
        Map<String, String> values = new HashMap<>();
        for (String pair : (text == null ? "" : text).split("&")) {
            String[] parts = pair.split("=", 2);
            if (pair.isEmpty()) {
                continue;
            }
            String name = decoded(parts[0]);
            if (!names.contains(name)) {
                throw new Rejected(400, "Unknown query parameter, known are " + String.join(", ", known));
            }
            if (values.put(name, decoded(parts.length == 2 ? parts[1] : "")) != null) {
                throw new Rejected(400, "Query parameter given twice: " + name);
            }
        }
        return new Query(values);
    }

    /** @return null when it was not given */
    public String get(String name) {
        return values.get(name);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Rejected(400, "Bad request");
        }
    }
}
