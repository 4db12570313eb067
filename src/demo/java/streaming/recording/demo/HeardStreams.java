package streaming.recording.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.embedded.Postgres;

/**
 * The streams of whoever tries the recorder: they send its webhooks themselves, so what the recorder heard last of a
 * key is what the Stream Service of the demo knows of it.
 */
final class HeardStreams {

    /** A stream that was started and of which no segment has come yet: somebody is about to start it. */
    private static final Duration AWAITED = Duration.ofMinutes(10);
    /** Without a new segment for so long it is over, whether its end was told or not. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private static final String LAST =
            """
            SELECT DISTINCT ON (stream_key) kind, stream_key, stream_id, user_id, event_at, heard_at FROM stream_event
            WHERE source = 'webhook' AND stream_key <> ? ORDER BY stream_key, id DESC""";

    private final Postgres postgres;
    private final S3Client s3;
    private final String ownKey;
    /** When which key was recorded: what was started before is over. */
    private final Map<String, Instant> recorded = new ConcurrentHashMap<>();

    /** @param ownKey of the demo's own stream, which is left out */
    HeardStreams(Postgres postgres, S3Client s3, String ownKey) {
        this.postgres = postgres;
        this.s3 = s3;
        this.ownKey = ownKey;
    }

    /** As the Stream Service describes them. */
    List<ObjectNode> all() throws SQLException {
        List<ObjectNode> streams = new ArrayList<>();
        try (Connection database = postgres.connect();
                var query = database.prepareStatement(LAST)) {
            query.setString(1, ownKey);
            for (ResultSet row = query.executeQuery(); row.next(); ) {
                String key = row.getString("stream_key");
                boolean live = row.getString("kind").equals("stream.started")
                        && isLive(
                                key,
                                row.getObject("heard_at", OffsetDateTime.class).toInstant());
                streams.add(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", row.getString("stream_id"))
                        .put("stream_key", key)
                        .put("status", live ? "live" : "offline")
                        .put("user_id", row.getString("user_id"))
                        .put("title", key)
                        .put(
                                "started_at",
                                row.getObject("event_at", OffsetDateTime.class)
                                        .toInstant()
                                        .toString()));
            }
        }
        return streams;
    }

    /** The recording of this key is done, so its stream is over. */
    void over(String key) {
        recorded.put(key, Instant.now());
    }

    private boolean isLive(String key, Instant started) {
        Instant now = Instant.now();
        if (started.isBefore(recorded.getOrDefault(key, Instant.EPOCH))) {
            return false;
        }
        return s3.listObjectsV2Paginator(list -> list.bucket(Platform.SEGMENTS).prefix(key + "/")).contents().stream()
                .map(object -> object.lastModified())
                .filter(written -> written.isAfter(started.minusSeconds(10)))
                .max(Instant::compareTo)
                .map(last -> last.isAfter(now.minus(QUIET)))
                .orElse(started.isAfter(now.minus(AWAITED)));
    }
}
