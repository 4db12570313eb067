package streaming.recording.segment;

import java.util.List;
import streaming.recording.database.Json;

/** What keep-segments.sql enters into the ledger of one recording. */
public record KeptSegments(String recordingId, List<KeptSegment> segments) {

    /** As a JSON array. */
    public String json() {
        return Json.of(segments);
    }
}
