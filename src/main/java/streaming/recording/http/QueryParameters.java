package streaming.recording.http;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;
import streaming.recording.failure.Rejected;

/** What the lists are asked for; each throws {@link Rejected} with status 400 when it is not what it should be. */
public final class QueryParameters {

    private static final Set<String> STATUSES = Set.of("recording", "processing", "completed", "failed");

    private QueryParameters() {}

    /** @return the same; null for null */
    public static String status(String status) {
        if (status != null && !STATUSES.contains(status)) {
            throw new Rejected(400, "Invalid status: recording, processing, completed or failed expected");
        }
        return status;
    }

    /**
     * @param usual when there is none
     * @param largest that is accepted
     * @return rows
     */
    public static Integer limit(String limit, Integer usual, int largest) {
        if (limit == null) {
            return usual;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new Rejected(400, "Invalid limit: 1 to " + largest + " expected");
    }

    /** @return the time in a cursor, UTC, as PostgreSQL reads it */
    public static String time(String text) {
        try {
            return LocalDateTime.parse(text).toString();
        } catch (DateTimeParseException e) {
            throw new Rejected(400, "Invalid cursor");
        }
    }
}
