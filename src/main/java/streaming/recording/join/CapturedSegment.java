package streaming.recording.join;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import streaming.recording.ts.SegmentContent;

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

    /** The reason of a segment that was read whole and holds no video and no sound. */
    public static final String NO_MEDIA = "no media";

    private static final Pattern NUMBERED = Pattern.compile(".*\\d(\\.[A-Za-z0-9]*)?", Pattern.DOTALL);

    /**
     * @param folder of the recording
     * @param rows of captured segments
     */
    static List<CapturedSegment> ofAll(Path folder, List<? extends SegmentRow> rows) throws JsonProcessingException {
        List<CapturedSegment> segments = new ArrayList<>();
        for (SegmentRow row : rows) {
            segments.add(of(folder, row));
        }
        return segments;
    }

    static CapturedSegment of(Path folder, SegmentRow row) throws JsonProcessingException {
        List<String> damage = row.reason() == null ? List.of() : List.of(row.reason());
        return new CapturedSegment(
                row.objectKey(),
                row.etag(),
                row.run(),
                row.sequence(),
                NUMBERED.matcher(row.objectKey()).matches(),
                row.lastModified().toInstant(),
                row.discontinuity(),
                row.reason(),
                folder.resolve(row.file()),
                new SegmentContent(LedgerTracks.of(row.tracks()), true, damage));
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

    /** Whether it was read without damage and holds media. */
    private boolean isWhole() {
        return reason == null && content.hasMedia();
    }

    /** @param before the segment before it in the order of the broadcast, or null */
    JoinSegment behind(CapturedSegment before) {
        boolean sameRun = before == null || before.run == run;
        boolean next = before != null
                && sameRun
                && numbered
                && before.numbered
                && sequence == before.sequence + 1
                && KnownSegment.stem(objectKey).equals(KnownSegment.stem(before.objectKey));
        return new JoinSegment(file, discontinuity || !sameRun, lastModified.toEpochMilli(), next && before.isWhole());
    }
}
