package streaming.recording.segment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A ledger row, as keep-segment.sql takes it.
 *
 * @param lastModified ISO-8601, the store's clock
 * @param size bytes
 * @param file name in the recording's work folder
 * @param state {@code captured} or {@code damaged}
 * @param firstPts 90 kHz ticks as in the segment, null without media; lastPts likewise
 * @param ticks length, 90 kHz
 * @param accessUnits of all tracks
 * @param tracks JSON array of {@link streaming.recording.media.TrackContent}
 * @param reason what is damaged, or null
 * @param replacedEtag the half-written version that this one completes, or null
 */
public record KeptSegment(
        String recordingId,
        int run,
        long sequence,
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
        String replacedEtag) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** By their names: a Map is the one body in which the SQL component finds a parameter at once. */
    public Map<String, Object> parameters() {
        return JSON.convertValue(this, new TypeReference<LinkedHashMap<String, Object>>() {});
    }
}
