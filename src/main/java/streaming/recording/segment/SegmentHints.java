package streaming.recording.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import streaming.recording.database.Json;
import streaming.recording.failure.Rejected;

/**
 * Objects that the store said it has new, in the S3 event format: {@code {"Records":[{"eventName":"ObjectCreated:Put",
 * "s3":{"bucket":{"name":…},"object":{"key":…}}}]}}, as AWS and MinIO send it. They are hints where to look, and
 * nothing is lost with one: polls find the same.
 */
public final class SegmentHints {

    /** Those beyond wait for the next poll. */
    private static final int MOST = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String bucket;
    private final Set<String> keys = new LinkedHashSet<>();

    /** @param bucket of the live segments; others are of no interest */
    public SegmentHints(String bucket) {
        this.bucket = bucket;
    }

    /**
     * @param body JSON
     * @return whether there is something to look for
     * @throws Rejected with status 400 when it is no JSON object
     */
    public boolean hear(String body) {
        for (JsonNode record : parse(body).path("Records")) {
            JsonNode s3 = record.path("s3");
            String key = decoded(s3.path("object").path("key").asText());
            if (record.path("eventName").asText().contains("ObjectCreated:")
                    && s3.path("bucket").path("name").asText().equals(bucket)
                    && !key.isEmpty()) {
                add(key);
            }
        }
        return !isEmpty();
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode event = body == null || body.isBlank() ? null : JSON.readTree(body);
            if (event != null && event.isObject()) {
                return event;
            }
        } catch (JsonProcessingException e) {
            throw new Rejected(400, "Malformed JSON");
        }
        throw new Rejected(400, "Body must be a JSON object");
    }

    /** They are encoded as in a form. */
    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8).replace("\0", "");
        } catch (IllegalArgumentException e) {
            return key;
        }
    }

    private synchronized void add(String key) {
        if (keys.size() < MOST) {
            keys.add(key);
        }
    }

    private synchronized boolean isEmpty() {
        return keys.isEmpty();
    }

    /** @return the keys since the last time, a JSON array; null when there are none */
    public synchronized String take() {
        if (keys.isEmpty()) {
            return null;
        }
        String all = Json.of(keys);
        keys.clear();
        return all;
    }
}
