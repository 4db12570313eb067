package streaming.recording.segment;

import java.time.OffsetDateTime;
import java.util.List;
import streaming.recording.join.KnownSegment;
import streaming.recording.join.LiveRecording;

/**
 * The recording whose ledger was written: a row of keep-segments.sql.
 *
 * @param live its stream is not over
 * @param entered by how many segments the ledger grew
 * @param enteredAt PostgreSQL's clock
 */
public record EnteredIn(
        String recordingId, String streamKey, String folder, boolean live, long entered, OffsetDateTime enteredAt) {

    /** As its live join knows it. */
    public LiveRecording recording() {
        return new LiveRecording(recordingId, streamKey, folder);
    }

    /** What its live join may know of them. @param kept that were entered */
    public List<KnownSegment> known(KeptSegments kept) {
        boolean all = entered == kept.segments().size();
        return kept.segments().stream()
                .map(segment -> segment.known(enteredAt, all))
                .toList();
    }
}
