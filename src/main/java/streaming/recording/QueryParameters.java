package streaming.recording;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;

/** What the lists are asked for; each throws {@link Refused} with status 400 when it is not what it should be. */
final class QueryParameters {

    private static final Set<String> STATUSES = Set.of("recording", "processing", "completed", "failed");

    private QueryParameters() {}

    /** @return the same; null for null */
    static String status(String status) {
        if (status != null && !STATUSES.contains(status)) {
            throw new Refused(400, "Invalid status: recording, processing, completed or failed expected");
        }
        return status;
    }

    /**
     * @param usual   when there is none
     * @param largest that is accepted
     * @return rows
     */
    static Integer limit(String limit, Integer usual, int largest) {
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
        throw new Refused(400, "Invalid limit: 1 to " + largest + " expected");
    }

    /** @return the time in a cursor, UTC, as PostgreSQL reads it */
    static String time(String text) {
        try {
            return LocalDateTime.parse(text).toString();
        } catch (DateTimeParseException e) {
            throw new Refused(400, "Invalid cursor");
        }
    }
}
