package streaming.recording.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Rows as a statement takes them that reads many at once: a JSON array. */
final class Json {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    static String of(Object rows) {
        try {
            return JSON.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
