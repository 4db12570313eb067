package streaming.recording.event;

import java.util.Objects;

/**
 * A webhook as {@code hear_stream_events} takes it.
 *
 * @param number its place among those that are heard together
 * @param at ISO 8601
 * @param webhookId null when it is not signed
 */
public record HeardEvent(
        int number,
        String kind,
        String streamKey,
        String streamId,
        String userId,
        String hlsUrl,
        String at,
        String webhookId) {

    /** The first of those that are heard together. */
    public static HeardEvent of(StreamEvent event, String webhookId) {
        return new HeardEvent(
                0,
                event.kind(),
                event.streamKey(),
                Objects.toString(event.streamId(), null),
                Objects.toString(event.userId(), null),
                event.hlsUrl(),
                event.at().toString(),
                webhookId);
    }

    public HeardEvent numbered(int place) {
        return new HeardEvent(place, kind, streamKey, streamId, userId, hlsUrl, at, webhookId);
    }
}
