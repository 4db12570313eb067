package streaming.recording.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/**
 * Reads the times that peers send: RFC 3339 with any zone, or without one (UTC); Unix seconds, milli-, micro- or
 * nanoseconds, as a number or as text. Go's zero time, 0 and the like say nothing.
 */
final class SentTime {

    /**
     * No stream is older than this: what lies before is a clock that was never set, or a field that was never filled.
     */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2286-11-20T17:46:40Z");

    /** As seconds, the latest: what is larger counts in a smaller unit. */
    private static final BigDecimal LARGEST = BigDecimal.valueOf(10_000_000_000L);

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,25}(\\.[0-9]{1,25})?");
    private static final DateTimeFormatter TEXT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][ ]")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[ ][XXX][XX][X][ 'UTC']")
            .toFormatter();

    private SentTime() {}

    /**
     * @return null when it says nothing: there is none, it is empty, or it lies before 2000 or beyond 2286
     * @throws DateTimeException when it is something else than a time
     */
    static Instant read(JsonNode value) {
        if (value == null || value.isMissingNode() || value.isNull()) {
            return null;
        }
        Instant time;
        if (value.isNumber()) {
            time = number(value.asText());
        } else if (value.isTextual()) {
            time = text(value.textValue().strip());
        } else {
            throw new DateTimeException("neither a number nor a text");
        }
        return time == null || time.isBefore(EARLIEST) || time.isAfter(LATEST) ? null : time;
    }

    private static Instant text(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (NUMBER.matcher(text).matches()) {
            return number(text);
        }
        TemporalAccessor read = TEXT.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return read instanceof OffsetDateTime time
                ? time.toInstant()
                : LocalDateTime.from(read).toInstant(ZoneOffset.UTC);
    }

    /** As written in JSON, an exponent included; null for what is no time in any unit. */
    private static Instant number(String text) {
        BigDecimal seconds = text.matches("[0-9.eE+-]{1,60}") ? new BigDecimal(text) : BigDecimal.ZERO;
        if (seconds.signum() <= 0 || seconds.precision() - seconds.scale() > 19) {
            return null;
        }
        while (seconds.compareTo(LARGEST) >= 0) {
            seconds = seconds.divide(THOUSAND);
        }
        return Instant.ofEpochSecond(
                seconds.longValue(),
                seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }
}
