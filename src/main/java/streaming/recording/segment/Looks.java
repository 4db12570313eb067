package streaming.recording.segment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.LinkedHashMap;
import java.util.Map;
import streaming.recording.database.Json;

/**
 * Which recordings were looked for since this was last written down, and whether there was anything new: one statement
 * an interval says it of all.
 */
public final class Looks {

    /** @param foundNew the last look found a segment that is to be fetched, or one is on its way */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Look(String recordingId, boolean foundNew) {}

    private final Map<String, Look> looks = new LinkedHashMap<>();

    public synchronized void looked(String recordingId, boolean foundNew) {
        looks.put(recordingId, new Look(recordingId, foundNew));
    }

    /** @return a JSON array for note-looks.sql; null when there was none since the last time */
    public synchronized String take() {
        if (looks.isEmpty()) {
            return null;
        }
        String all = Json.of(looks.values());
        looks.clear();
        return all;
    }
}
