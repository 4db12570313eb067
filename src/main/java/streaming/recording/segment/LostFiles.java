package streaming.recording.segment;

import java.util.List;
import streaming.recording.database.Json;

/**
 * What forget-segments.sql is asked for.
 *
 * @param files names of the ledger that are not in the work folder of the recording
 */
public record LostFiles(String recordingId, List<String> files) {

    /** As a JSON array. */
    public String json() {
        return Json.of(files);
    }
}
