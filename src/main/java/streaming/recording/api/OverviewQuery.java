package streaming.recording.api;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import streaming.recording.failure.Rejected;
import streaming.recording.http.Ids;
import streaming.recording.http.Query;
import streaming.recording.http.QueryParameters;

/**
 * The query parameters of GET /overview; null where none was given.
 *
 * @param text in lower case, looked for in stream key and title, and at the beginning of the id, of which four digits
 *     are needed
 * @param limit rows of a page
 * @param afterLive with {@code afterStartedAt} (UTC) and {@code afterId} the last recording of the page before
 */
public record OverviewQuery(
        String status, String text, int limit, Boolean afterLive, String afterStartedAt, String afterId) {

    private static final Pattern CURSOR = Pattern.compile("(true|false)_([0-9T:.-]{10,40})_([0-9a-fA-F-]{36})");
    private static final Pattern ID_START = Pattern.compile("[0-9a-f]{4}[0-9a-f-]*");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String FORM = "00000000-0000-0000-0000-000000000000";
    private static final int USUAL_LIMIT = 50;
    private static final int LARGEST_LIMIT = 200;
    private static final int LONGEST_TEXT = 200;

    /** The least id that begins with what is looked for; null when no id does. */
    public String idFrom() {
        return id('0');
    }

    /** The greatest one. */
    public String idTo() {
        return id('f');
    }

    private String id(char rest) {
        if (text == null || text.length() > FORM.length()) {
            return null;
        }
        StringBuilder id = new StringBuilder(text);
        while (id.length() < FORM.length()) {
            id.append(FORM.charAt(id.length()) == '-' ? '-' : rest);
        }
        return ID_START.matcher(text).matches() && ID.matcher(id).matches() ? id.toString() : null;
    }

    /** The same of the request itself: as text in a route, "null" would be none, and quotes would be left out. */
    public static OverviewQuery asked(Exchange exchange) {
        return of(exchange.getMessage().getHeader(Exchange.HTTP_QUERY, String.class));
    }

    /**
     * @param query as it was sent, or null
     * @throws Rejected with status 400 when a parameter is not what it should be
     */
    public static OverviewQuery of(String query) {
        Query asked = Query.of(query, "status", "q", "limit", "cursor");
        String status = QueryParameters.status(asked.get("status"));
        String text = asked.get("q");
        String cursor = asked.get("cursor");
        int rows = QueryParameters.limit(asked.get("limit"), USUAL_LIMIT, LARGEST_LIMIT);
        if (cursor == null) {
            return new OverviewQuery(status, text(text), rows, null, null, null);
        }
        Matcher parts = CURSOR.matcher(cursor);
        if (!parts.matches()) {
            throw new Rejected(400, "Invalid cursor");
        }
        return new OverviewQuery(
                status,
                text(text),
                rows,
                Boolean.valueOf(parts.group(1)),
                QueryParameters.time(parts.group(2)),
                Ids.uuid(parts.group(3), "cursor"));
    }

    private static String text(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > LONGEST_TEXT || text.indexOf('\0') >= 0) {
            throw new Rejected(400, "Invalid q: " + LONGEST_TEXT + " characters at most");
        }
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
