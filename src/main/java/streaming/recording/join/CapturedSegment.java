package streaming.recording.join;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;

/**
 * A row of the ledger whose file lies in the work folder.
 *
 * @param etag of the version that was captured
 * @param run grows when the publisher begins its numbering anew
 * @param sequence its number within the run
 * @param numbered the number is from its name, so that a gap in the numbers is a segment that is missing
 * @param lastModified when it was put into the bucket, the store's clock
 * @param reason what is damaged, or null
 */
public record CapturedSegment(
        String objectKey,
        String etag,
        int run,
        long sequence,
        boolean numbered,
        Instant lastModified,
        boolean discontinuity,
        String reason,
        Path file,
        SegmentContent content) {

    private static final Pattern NUMBERED = Pattern.compile(".*\\d(\\.[A-Za-z0-9]*)?", Pattern.DOTALL);

    /**
     * @param folder of the recording
     * @param rows of load-segments.sql, sealed-segments.sql or load-ledger.sql
     */
    static List<CapturedSegment> ofAll(Path folder, List<Map<String, Object>> rows) throws JsonProcessingException {
        List<CapturedSegment> segments = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            List<TrackContent> tracks = LedgerTracks.of((String) row.get("tracks"));
            String reason = (String) row.get("reason");
            String key = (String) row.get("object_key");
            segments.add(new CapturedSegment(
                    key,
                    (String) row.get("etag"),
                    (Integer) row.get("run"),
                    (Long) row.get("sequence"),
                    NUMBERED.matcher(key).matches(),
                    ((Timestamp) row.get("last_modified")).toInstant(),
                    (Boolean) row.get("discontinuity"),
                    reason,
                    folder.resolve((String) row.get("file")),
                    new SegmentContent(tracks, true, reason == null ? List.of() : List.of(reason))));
        }
        return segments;
    }

    /** The same in another run. */
    CapturedSegment inRun(int number) {
        return number == run
                ? this
                : new CapturedSegment(
                        objectKey,
                        etag,
                        number,
                        sequence,
                        numbered,
                        lastModified,
                        discontinuity,
                        reason,
                        file,
                        content);
    }

    /** @param before the segment before it in the order of the broadcast, or null */
    JoinSegment behind(CapturedSegment before) {
        return new JoinSegment(file, discontinuity || before != null && before.run != run, lastModified.toEpochMilli());
    }
}
