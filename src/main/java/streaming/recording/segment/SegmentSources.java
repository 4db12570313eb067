package streaming.recording.segment;

import java.util.concurrent.atomic.AtomicBoolean;
import streaming.recording.failure.Rejected;

/** Whether there is anything that a recording can be made from again. */
public final class SegmentSources {

    private final SegmentFiles files;
    private final SegmentInventory inventory;
    private final CapturedFiles captured;

    public SegmentSources(SegmentFiles files, SegmentInventory inventory, CapturedFiles captured) {
        this.files = files;
        this.inventory = inventory;
        this.captured = captured;
    }

    /**
     * @param recording null when there is no such recording
     * @throws Rejected with status 404; or 409 when the recording cannot be rebuilt, as when no segment is in the work
     *     folder or in the bucket any more
     */
    public void require(FailedRecording recording) {
        if (recording == null) {
            throw new Rejected(404, "Recording not found");
        }
        if (recording.refusal() != null) {
            throw new Rejected(409, recording.refusal());
        }
        if (!isHere(recording)
                && inventory
                        .list(new SegmentQuery(recording.ended(), true))
                        .segments()
                        .isEmpty()) {
            throw new Rejected(409, "The segments of this recording are gone");
        }
    }

    private boolean isHere(FailedRecording recording) {
        AtomicBoolean found = new AtomicBoolean();
        captured.of(recording.recordingId(), file -> found.set(found.get() || files.isThere(recording.folder(), file)));
        return found.get();
    }
}
