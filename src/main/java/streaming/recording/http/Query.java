package streaming.recording.http;

import io.netty.handler.codec.http.QueryStringDecoder;
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
        parameters(text == null ? "" : text).forEach((name, given) -> {
            if (!names.contains(name)) {
                throw new Rejected(400, "Unknown query parameter, known are " + String.join(", ", known));
            }
            if (given.size() > 1) {
                throw new Rejected(400, "Query parameter given twice: " + name);
            }
            values.put(name, given.get(0));
        });
        return new Query(values);
    }

    private static Map<String, List<String>> parameters(String text) {
        try {
            return new QueryStringDecoder(text, false).parameters();
        } catch (IllegalArgumentException e) {
            throw new Rejected(400, "Bad request");
        }
    }

    /** @return null when it was not given */
    public String get(String name) {
        return values.get(name);
    }
}
