package streaming.recording.segment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.database.Cursor;
import streaming.recording.database.Json;

/** Asks the ledger which objects it has. */
public final class KnownObjects {

    /** A row of not-in-ledger.sql. */
    public record Unknown(String objectKey) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Listed(String objectKey, String etag) {}

    private final Cursor<Unknown> unknown;

    public KnownObjects(DataSource dataSource) {
        unknown = new Cursor<>(dataSource, "capture/not-in-ledger.sql", Unknown.class, Duration.ofMinutes(1));
    }

    /** @return the keys of those that the ledger of the recording does not have as they are listed */
    public Set<String> unknown(String recordingId, List<S3Object> page) {
        Set<String> keys = new HashSet<>();
        String listed = Json.of(page.stream()
                .map(object -> new Listed(object.key(), object.eTag()))
                .toList());
        unknown.read(Map.of("recordingId", recordingId, "listed", listed), row -> keys.add(row.objectKey()));
        return keys;
    }
}
