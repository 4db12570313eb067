package streaming.recording;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;

/**
 * The query parameters of GET /recordings; all null when there are none, which is all recordings.
 *
 * @param afterStartedAt with {@code afterId} the last recording of the page before, UTC
 */
public record RecordingQuery(String status, String streamId, Integer limit, String afterStartedAt, String afterId) {

    private static final Set<String> STATUSES = Set.of("recording", "processing", "completed", "failed");
    private static final int LARGEST_LIMIT = 1_000;

    /** @throws Refused with status 400 when a parameter is not what it should be */
    public static RecordingQuery of(String status, String streamId, String limit, String cursor) {
        if (status != null && !STATUSES.contains(status)) {
            throw new Refused(400, "Invalid status: recording, processing, completed or failed expected");
        }
        String afterStartedAt = null;
        String afterId = null;
        if (cursor != null) {
            int split = cursor.indexOf('_');
            if (split < 0) {
                throw new Refused(400, "Invalid cursor");
            }
            afterStartedAt = time(cursor.substring(0, split));
            afterId = Ids.uuid(cursor.substring(split + 1), "cursor");
        }
        return new RecordingQuery(status, streamId == null ? null : Ids.uuid(streamId, "stream_id"), number(limit),
                afterStartedAt, afterId);
    }

    private static Integer number(String limit) {
        if (limit == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= LARGEST_LIMIT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new Refused(400, "Invalid limit: 1 to " + LARGEST_LIMIT + " expected");
    }

    private static String time(String text) {
        try {
            return LocalDateTime.parse(text).toString();
        } catch (DateTimeParseException e) {
            throw new Refused(400, "Invalid cursor");
        }
    }
}
