package streaming.recording.segment;

import java.util.List;
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
     * @param recording null when there is no such recording
     * @param captured of its ledger
     * @throws Rejected with status 404; or 409 when the recording cannot be rebuilt, as when no segment is in the work
     *     folder or in the bucket any more
     */
    public void require(FailedRecording recording, List<CapturedFile> captured) {
        if (recording == null) {
            throw new Rejected(404, "Recording not found");
        }
        if (recording.refusal() != null) {
            throw new Rejected(409, recording.refusal());
        }
        boolean here = files.lost(recording.folder(), captured).size() < captured.size();
        if (!here
                && inventory
                        .list(new SegmentQuery(recording.ended(), true))
                        .segments()
                        .isEmpty()) {
            throw new Rejected(409, "The segments of this recording are gone");
        }
    }
}
