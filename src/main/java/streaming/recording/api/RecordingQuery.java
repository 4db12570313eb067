package streaming.recording.api;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import streaming.recording.failure.Rejected;
import streaming.recording.http.Ids;
import streaming.recording.http.QueryParameters;

/**
 * The query parameters of GET /recordings; all null when there are none, which is all recordings.
 *
 * @param afterStartedAt with {@code afterId} the last recording of the page before, UTC
 */
public record RecordingQuery(String status, String streamId, Integer limit, String afterStartedAt, String afterId) {

    private static final int LARGEST_LIMIT = 1_000;

    /** The same of the request itself: as text in a route, "null" would be none, and quotes would be left out. */
    public static RecordingQuery asked(Exchange exchange) {
        Message request = exchange.getMessage();
        return of(
                request.getHeader("status", String.class),
                request.getHeader("stream_id", String.class),
                request.getHeader("limit", String.class),
                request.getHeader("cursor", String.class));
    }

    /** @throws Rejected with status 400 when a parameter is not what it should be */
    public static RecordingQuery of(String status, String streamId, String limit, String cursor) {
        String afterStartedAt = null;
        String afterId = null;
        if (cursor != null) {
            int split = cursor.indexOf('_');
            if (split < 0) {
                throw new Rejected(400, "Invalid cursor");
            }
            afterStartedAt = QueryParameters.time(cursor.substring(0, split));
            afterId = Ids.uuid(cursor.substring(split + 1), "cursor");
        }
        return new RecordingQuery(
                QueryParameters.status(status),
                streamId == null ? null : Ids.uuid(streamId, "stream_id"),
                QueryParameters.limit(limit, null, LARGEST_LIMIT),
                afterStartedAt,
                afterId);
    }
}
