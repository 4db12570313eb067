package streaming.recording.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** What keep-segments.sql enters into the ledger of one recording. */
public record KeptSegments(String recordingId, List<KeptSegment> segments) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As a JSON array. */
    public String json() {
        try {
            return JSON.writeValueAsString(segments);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
