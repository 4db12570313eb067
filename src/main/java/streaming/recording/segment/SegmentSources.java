package streaming.recording.segment;

import java.util.List;
import java.util.Map;
import streaming.recording.failure.Rejected;

/** Whether there is anything that a recording can be made from again. */
public final class SegmentSources {

    private final SegmentFiles files;
    private final SegmentInventory inventory;

    public SegmentSources(SegmentFiles files, SegmentInventory inventory) {
        this.files = files;
        this.inventory = inventory;
    }

    /**
     * @param recording a row of failed-recording.sql
     * @param ledger rows of load-segments.sql
     * @throws Rejected with status 409 when no segment is in the work folder or in the bucket any more
     */
    public void require(Map<String, Object> recording, List<Map<String, Object>> ledger) {
        Recording failed = Recording.ended(recording);
        boolean here = files.lost(
                                failed.folder(),
                                ledger.stream().map(SegmentSources::file).toList())
                        .size()
                < ledger.size();
        if (!here && inventory.list(new SegmentQuery(failed, true)).segments().isEmpty()) {
            throw new Rejected(409, "The segments of this recording are gone");
        }
    }

    private static CapturedFile file(Map<String, Object> row) {
        return new CapturedFile(null, (String) row.get("file"), (Long) row.get("size"));
    }
}
