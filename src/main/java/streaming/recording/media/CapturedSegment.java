package streaming.recording.media;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A row of the ledger whose file lies in the work folder.
 *
 * @param run          grows when the publisher begins its numbering anew
 * @param sequence     its number within the run
 * @param numbered     the number is from its name, so that a gap in the numbers is a segment that is missing
 * @param lastModified when it was put into the bucket, the store's clock
 * @param reason       what is damaged, or null
 */
public record CapturedSegment(String objectKey, int run, long sequence, boolean numbered, Instant lastModified,
                              boolean discontinuity, String reason, Path file, SegmentContent content) {
}
