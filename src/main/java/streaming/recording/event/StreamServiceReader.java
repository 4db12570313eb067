package streaming.recording.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import streaming.recording.failure.Rejected;
import streaming.recording.http.Ids;

/** Reads the answers of the Stream Service (neighbours: GET /streams/live, /streams/{id}, /streams/by-key/{key}). */
public final class StreamServiceReader {

    private static final Logger LOG = LoggerFactory.getLogger("recording.fallback");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param body {@code {"streams":[…]}}
     * @return the live ones; an entry that makes no sense is left out and logged
     * @throws StreamServiceSilent when the answer as a whole makes no sense: then nothing follows from it
     */
    public List<LiveStream> live(String body) {
        JsonNode streams = parse(body).path("streams");
        if (!streams.isArray()) {
            throw new StreamServiceSilent("the Stream Service answered /streams/live without a list of streams");
        }
        List<LiveStream> live = new ArrayList<>();
        for (JsonNode stream : streams) {
            try {
                LiveStream read = read(stream);
                if (read.live()) {
                    live.add(read);
                }
            } catch (Rejected e) {
                LOG.warn("An entry of /streams/live is left out: {}", e.getMessage());
            }
        }
        return live;
    }

    /**
     * @param body one stream object
     * @throws StreamServiceSilent when it is none
     */
    public LiveStream one(String body) {
        try {
            return read(parse(body));
        } catch (Rejected e) {
            throw new StreamServiceSilent(
                    "the Stream Service described a stream that makes no sense: " + e.getMessage());
        }
    }

    /** The keys as PostgreSQL writes an array; keys are plain names, so that nothing needs quoting. */
    public String keys(List<LiveStream> streams) {
        return streams.stream().map(LiveStream::streamKey).collect(Collectors.joining(",", "{", "}"));
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode answer = JSON.readTree(body == null ? "" : body);
            if (answer.isObject()) {
                return answer;
            }
        } catch (JsonProcessingException e) {
            // the same answer as to any other text that is no object
        }
        throw new StreamServiceSilent("the Stream Service answered no JSON object");
    }

    private static LiveStream read(JsonNode stream) {
        String key = StreamEventReader.streamKey(stream);
        String status = text(stream, "status");
        if (status == null) {
            throw new Rejected(400, "Missing field: status");
        }
        return new LiveStream(
                id(stream, "id"),
                key,
                status.equals("live"),
                text(stream, "hls_url"),
                id(stream, "user_id"),
                text(stream, "title"),
                time(stream));
    }

    private static String id(JsonNode stream, String field) {
        String id = text(stream, field);
        return id == null || id.isEmpty() ? null : Ids.uuid(id, field);
    }

    private static String time(JsonNode stream) {
        String time = text(stream, "started_at");
        try {
            return time == null || time.isEmpty()
                    ? null
                    : OffsetDateTime.parse(time).toInstant().toString();
        } catch (DateTimeException e) {
            throw new Rejected(400, "Invalid started_at");
        }
    }

    private static String text(JsonNode stream, String field) {
        JsonNode value = stream.path(field);
        return value.isTextual() ? value.textValue().replace("\0", "") : null;
    }
}
