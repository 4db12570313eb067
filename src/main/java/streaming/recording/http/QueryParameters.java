package streaming.recording.http;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Set;
import org.apache.camel.Exchange;
import streaming.recording.failure.Rejected;

/**
 * What the query of a request asks for; each throws {@link Rejected} with status 400 when it is not what it should be.
 */
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

    /** @return the same; null for null */
    public static String oneOf(String name, String value, String... expected) {
        if (value != null && !Arrays.asList(expected).contains(value)) {
            throw new Rejected(400, "Invalid " + name + ": " + String.join(" or ", expected) + " expected");
        }
        return value;
    }

    /** @return the same; null for null */
    public static String streamKey(String key) {
        if (key != null && !key.matches("[A-Za-z0-9._-]{1,128}")) {
            throw new Rejected(400, "Invalid stream_key: letters, digits, '.', '_' and '-' only, 128 at most");
        }
        return key;
    }

    /** @return a time with its zone, or a date, as UTC without one, which is what the table has; null for null */
    public static String instant(String name, String text) {
        if (text == null) {
            return null;
        }
        try {
            LocalDateTime time = text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay()
                    : OffsetDateTime.parse(text)
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toLocalDateTime();
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return time.toString();
            }
        } catch (DateTimeException e) {
            // answered below
        }
        throw new Rejected(400, "Invalid " + name + ": 2025-10-05T18:00:00Z or 2025-10-05 expected");
    }

    /** @return whether dry_run is true; false when it is not there */
    public static boolean dryRun(Exchange exchange) {
        String text = exchange.getMessage().getHeader("dry_run", String.class);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new Rejected(400, "Invalid dry_run: true or false expected");
        }
        return "true".equals(text);
    }

    /** @return the time in a cursor, UTC, as PostgreSQL reads it: years of four digits */
    public static String time(String text) {
        try {
            LocalDateTime time = LocalDateTime.parse(text);
            if (time.getYear() >= 1 && time.getYear() <= 9_999) {
                return time.toString();
            }
        } catch (DateTimeParseException e) {
            // answered below
        }
        throw new Rejected(400, "Invalid cursor");
    }
}
