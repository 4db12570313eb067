package streaming.recording.event;

import java.time.Instant;
import java.util.UUID;

/**
 * What the Stream Service says of a stream, in whichever dialect it said it.
 *
 * @param kind {@code stream.started} or {@code stream.ended}
 * @param streamKey permanent key of the broadcaster, safe as a folder and object name
 * @param streamId null when the dialect has none
 * @param userId null when the dialect has none
 * @param hlsUrl stored for the operator, never fetched; may be null
 * @param at the sender's timestamp
 */
public record StreamEvent(String kind, String streamKey, UUID streamId, UUID userId, String hlsUrl, Instant at) {

    public static final String STARTED = "stream.started";
    public static final String ENDED = "stream.ended";
}
