package streaming.recording.segment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.OffsetDateTime;
import streaming.recording.join.KnownSegment;
import streaming.recording.join.SealedSegment;

/**
 * A ledger row, as the function keep_segments takes it (R__capture.sql), and a line of the work folder's journal.
 *
 * @param mediaSequence its place in a playlist, or null
 * @param lastModified ISO-8601, the store's clock
 * @param size bytes
 * @param file name in the recording's work folder
 * @param state {@code captured} or {@code damaged}
 * @param firstPts 90 kHz ticks as in the segment, null without media; lastPts likewise
 * @param ticks length, 90 kHz
 * @param accessUnits of all tracks
 * @param tracks JSON array of {@link streaming.recording.ts.TrackContent}
 * @param reason what is damaged, or null
 * @param unchanged whether it is certain to be whole: it is as long as its playlist says
 * @param replacedEtag the half-written version that this one completes, or null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record KeptSegment(
        String recordingId,
        int run,
        long sequence,
        Long mediaSequence,
        String objectKey,
        String etag,
        String lastModified,
        long size,
        String file,
        String state,
        boolean discontinuity,
        Long firstPts,
        Long lastPts,
        long ticks,
        long accessUnits,
        String tracks,
        String reason,
        boolean unchanged,
        String replacedEtag) {

    /**
     * What its live join may know of it.
     *
     * @param at when it was entered in the ledger
     * @param entered whether it was, and in no other's place
     */
    KnownSegment known(OffsetDateTime at, boolean entered) {
        SealedSegment segment = new SealedSegment(
                objectKey,
                etag,
                run,
                sequence,
                file,
                discontinuity,
                OffsetDateTime.parse(lastModified),
                reason,
                tracks,
                at,
                null);
        return new KnownSegment(segment, mediaSequence, entered && unchanged && run == 0 && replacedEtag == null);
    }
}
