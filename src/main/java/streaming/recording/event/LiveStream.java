package streaming.recording.event;

/**
 * A stream as the Stream Service describes it.
 *
 * @param id UUID text, or null
 * @param live its status is {@code live}
 * @param startedAt ISO-8601, or null; other texts may be null too
 */
public record LiveStream(
        String id, String streamKey, boolean live, String hlsUrl, String userId, String title, String startedAt) {}
