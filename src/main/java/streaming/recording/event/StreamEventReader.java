package streaming.recording.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import streaming.recording.failure.Rejected;
import streaming.recording.http.Ids;

/**
 * Reads both webhook dialects: the one of spec.md, "HTTP API" ({@code stream.started}, ids, ISO-8601 time), and the one
 * found in the field ({@code started}, no ids, {@code hls_url}, Unix seconds). Either may write its time in any way of
 * {@link SentTime}.
 */
public final class StreamEventReader {

    /** What a stream key may be; it becomes a folder, an object name and a part of an endpoint URI. */
    private static final Pattern STREAM_KEY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Clock clock;

    public StreamEventReader(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param body JSON text
     * @throws Rejected with status 400 when it is not an event of either dialect
     */
    public StreamEvent read(String body) {
        JsonNode event = parse(body);
        String name = text(event, "event");
        String kind =
                switch (name == null ? "" : name) {
                    case "stream.started", "started" -> StreamEvent.STARTED;
                    case "stream.ended", "stopped" -> StreamEvent.ENDED;
                    default -> throw bad("Invalid event type");
                };
        UUID streamId = uuid(event, "stream_id");
        if (streamId == null && name.startsWith("stream.")) {
            throw bad("Missing field: stream_id");
        }
        return new StreamEvent(
                kind, streamKey(event), streamId, uuid(event, "user_id"), text(event, "hls_url"), at(event));
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode event = body == null || body.isBlank() ? null : JSON.readTree(body);
            if (event == null || !event.isObject()) {
                throw bad("Body must be a JSON object");
            }
            return event;
        } catch (JsonProcessingException e) {
            throw bad("Malformed JSON");
        }
    }

    /** @throws Rejected when there is none, or it is no plain name */
    static String streamKey(JsonNode event) {
        String key = text(event, "stream_key");
        if (key == null) {
            throw bad("Missing field: stream_key");
        }
        if (!STREAM_KEY.matcher(key).matches() || key.contains("..")) {
            throw bad("Invalid stream_key: letters, digits, '.', '_' and '-' only, 128 at most, no '..'");
        }
        return key;
    }

    /** The sender's time, or now when it says none. */
    private Instant at(JsonNode event) {
        try {
            Instant sent = SentTime.read(event.get("timestamp"));
            return sent == null ? clock.instant() : sent;
        } catch (DateTimeException e) {
            throw bad("Invalid timestamp: ISO-8601 or Unix seconds expected");
        }
    }

    private static UUID uuid(JsonNode event, String field) {
        String text = text(event, field);
        return text == null || text.isEmpty() ? null : UUID.fromString(Ids.uuid(text, field));
    }

    private static String text(JsonNode event, String field) {
        JsonNode value = event.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw bad("Invalid " + field + ": string expected");
        }
        if (value.textValue().indexOf('\0') >= 0) {
            throw bad("Invalid " + field);
        }
        return value.textValue();
    }

    private static Rejected bad(String message) {
        return new Rejected(400, message);
    }
}
