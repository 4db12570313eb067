package streaming.recording.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import streaming.recording.failure.Rejected;
import streaming.recording.http.Ids;

/** Reads the answers of the Stream Service (neighbours: GET /streams/live, /streams/{id}, /streams/by-key/{key}). */
public final class StreamServiceReader {

    private static final Logger LOG = LoggerFactory.getLogger("recording.fallback");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Characters; it is in every list. */
    private static final int LONGEST_TITLE = 1_000;

    private static final String LIVE = "live";
    private static final String BY_KEY = "/streams/by-key/";

    /** What was wrong with the last list, so that it is logged once and not at each interval. */
    private final AtomicReference<Set<String>> leftOut = new AtomicReference<>(Set.of());

    /**
     * @param body {@code {"streams":[…]}}; a list that is null is empty
     * @return the live ones; an entry without a key is left out, and logged when it was not left out before
     * @throws StreamServiceSilent when the answer as a whole makes no sense: then nothing follows from it
     */
    public LiveStreams live(String body) {
        JsonNode streams = parse(body).path("streams");
        if (!streams.isArray() && !streams.isNull()) {
            throw new StreamServiceSilent("the Stream Service answered /streams/live without a list of streams");
        }
        List<LiveStream> live = new ArrayList<>();
        Set<String> odd = new TreeSet<>();
        for (JsonNode stream : streams) {
            try {
                LiveStream read = read(stream, LIVE);
                if (read.live()) {
                    live.add(read);
                }
            } catch (Rejected e) {
                odd.add(e.getMessage());
            }
        }
        if (!odd.equals(leftOut.getAndSet(odd)) && !odd.isEmpty()) {
            LOG.warn("Entries of /streams/live are left out: {}", String.join("; ", odd));
        }
        return new LiveStreams(live);
    }

    /**
     * @param question the path that was asked for: {@code /streams/{id}} or {@code /streams/by-key/{key}}
     * @param body one stream object
     * @throws StreamServiceSilent when it is none, or is another stream than the one that was asked for
     */
    public LiveStream one(String question, String body) {
        try {
            LiveStream stream = read(parse(body), null);
            String name = question.startsWith(BY_KEY) ? stream.streamKey() : stream.id();
            if (!question.substring(question.lastIndexOf('/') + 1).equals(name)) {
                throw new StreamServiceSilent("the Stream Service was asked for " + question
                        + " and answered with another stream: id " + stream.id() + ", key " + stream.streamKey());
            }
            return stream;
        } catch (Rejected e) {
            throw new StreamServiceSilent(
                    "the Stream Service described a stream that makes no sense: " + e.getMessage());
        }
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

    /** Only key and status are needed: any other field that makes no sense is left out. */
    private static LiveStream read(JsonNode stream, String statusByDefault) {
        String key = StreamEventReader.streamKey(stream);
        String status = text(stream, "status");
        if (status == null) {
            status = statusByDefault;
        }
        if (status == null) {
            throw new Rejected(400, "Missing field: status");
        }
        return new LiveStream(
                id(stream, "id"),
                key,
                status.equalsIgnoreCase(LIVE),
                text(stream, "hls_url"),
                id(stream, "user_id"),
                cut(text(stream, "title")),
                time(stream));
    }

    private static String id(JsonNode stream, String field) {
        String id = text(stream, field);
        try {
            return id == null || id.isEmpty() ? null : Ids.uuid(id, field);
        } catch (Rejected e) {
            return null;
        }
    }

    private static String time(JsonNode stream) {
        try {
            return Objects.toString(SentTime.read(stream.get("started_at")), null);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String cut(String title) {
        return title == null || title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE - 1) + "…";
    }

    private static String text(JsonNode stream, String field) {
        JsonNode value = stream.path(field);
        return value.isTextual() ? value.textValue().replace("\0", "") : null;
    }
}
