package streaming.recording.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What differs between the ledger of a recording that was taken over and its work folder.
 *
 * @param notEntered captured and not entered in the ledger, when the process that did so was killed: the bucket may not
 *     have it any more
 * @param lost names of files that are not here, as after a take-over by another machine or an emptied work folder
 */
public record AdoptedFolder(String recordingId, List<KeptSegment> notEntered, List<String> lost) {

    /** Each statement looks through the whole ledger, so that they must not be many. */
    private static final int AT_ONCE = 10_000;

    /** Compares them. */
    public static AdoptedFolder of(Recording recording, CapturedFiles ledger, SegmentFiles files) throws IOException {
        NameSet entered = new NameSet();
        List<String> lost = new ArrayList<>();
        if (recording.isBegun()) {
            ledger.of(recording.recordingId(), captured -> {
                entered.add(captured.file());
                if (!files.isThere(recording.folder(), captured)) {
                    lost.add(captured.file());
                }
            });
        }
        return new AdoptedFolder(
                recording.recordingId(), files.notEntered(recording.folder(), entered::contains), lost);
    }

    /** The lost ones, in parts. */
    public List<LostFiles> lostFiles() {
        return IntStream.iterate(0, from -> from < lost.size(), from -> from + AT_ONCE)
                .mapToObj(from -> new LostFiles(recordingId, lost.subList(from, Math.min(lost.size(), from + AT_ONCE))))
                .toList();
    }
}
