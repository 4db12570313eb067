package streaming.recording.segment;

import java.time.OffsetDateTime;

/**
 * A row of new-segments.sql: an object that is in no ledger; see {@link SegmentObject}.
 *
 * @param givenUp an earlier poll could not fetch it
 */
public record NewSegment(
        String objectKey,
        String etag,
        OffsetDateTime lastModified,
        long size,
        long sequence,
        boolean discontinuity,
        boolean listed,
        boolean givenUp) {

    SegmentTask task(Recording recording) {
        SegmentObject object = new SegmentObject(
                objectKey, etag, lastModified.toInstant().toString(), size, sequence, discontinuity, listed);
        return new SegmentTask(
                recording.recordingId(), recording.bucket(), recording.folder(), object, givenUp, recording.ended());
    }
}
