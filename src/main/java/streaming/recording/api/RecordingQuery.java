package streaming.recording.api;

import org.apache.camel.Exchange;
import streaming.recording.failure.Rejected;
import streaming.recording.http.Ids;
import streaming.recording.http.Query;
import streaming.recording.http.QueryParameters;

/**
 * The query parameters of GET /recordings; all null when there are none, which is all recordings, newest first.
 *
 * @param from recordings that started then or later, UTC
 * @param to recordings that started before then, UTC
 * @param hasHoles whether something of the broadcast is missing; null: either
 * @param oldestFirst in place of newest first
 * @param afterStartedAt with {@code afterId} the last recording of the page before, UTC
 */
public record RecordingQuery(
        String status,
        String streamId,
        String streamKey,
        String from,
        String to,
        Boolean hasHoles,
        boolean oldestFirst,
        Integer limit,
        String afterStartedAt,
        String afterId) {

    private static final int LARGEST_LIMIT = 1_000;

    /** The same of the request itself: as text in a route, "null" would be none, and quotes would be left out. */
    public static RecordingQuery asked(Exchange exchange) {
        return of(exchange.getMessage().getHeader(Exchange.HTTP_QUERY, String.class));
    }

    /**
     * @param text as it was sent, or null
     * @throws Rejected with status 400 when a parameter is not what it should be
     */
    public static RecordingQuery of(String text) {
        Query query = Query.of(
                text, "status", "stream_id", "stream_key", "from", "to", "has_holes", "sort", "limit", "cursor");
        String afterStartedAt = null;
        String afterId = null;
        String cursor = query.get("cursor");
        if (cursor != null) {
            int split = cursor.indexOf('_');
            if (split < 0) {
                throw new Rejected(400, "Invalid cursor");
            }
            afterStartedAt = QueryParameters.time(cursor.substring(0, split));
            afterId = Ids.uuid(cursor.substring(split + 1), "cursor");
        }
        String streamId = query.get("stream_id");
        String hasHoles = QueryParameters.oneOf("has_holes", query.get("has_holes"), "true", "false");
        String sort = QueryParameters.oneOf("sort", query.get("sort"), "-started_at", "started_at");
        return new RecordingQuery(
                QueryParameters.status(query.get("status")),
                streamId == null ? null : Ids.uuid(streamId, "stream_id"),
                QueryParameters.streamKey(query.get("stream_key")),
                QueryParameters.instant("from", query.get("from")),
                QueryParameters.instant("to", query.get("to")),
                hasHoles == null ? null : Boolean.valueOf(hasHoles),
                "started_at".equals(sort),
                QueryParameters.limit(query.get("limit"), null, LARGEST_LIMIT),
                afterStartedAt,
                afterId);
    }
}
