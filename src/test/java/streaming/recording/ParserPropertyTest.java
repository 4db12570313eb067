package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import streaming.recording.api.RecordingQuery;
import streaming.recording.config.Durations;
import streaming.recording.failure.Rejected;
import streaming.recording.http.Ids;

/**
 * Whatever the text: durations, ids and the query of GET /recordings are understood or refused, and nothing else
 * happens.
 */
class ParserPropertyTest {

    @Property
    void a_duration_is_the_sum_of_its_parts(
            @ForAll @IntRange(max = 9_999) int hours,
            @ForAll @IntRange(max = 9_999) int minutes,
            @ForAll @IntRange(max = 999_999) int millis) {
        assertThat(Durations.parse(hours + "h" + minutes + "m" + millis + "ms"))
                .isEqualTo(Duration.ofHours(hours).plusMinutes(minutes).plusMillis(millis));
    }

    @Property
    void a_duration_may_have_a_fraction(@ForAll @LongRange(max = 999_999_999) long nanos) {
        assertThat(Durations.parse(String.format(Locale.ROOT, "0.%09ds", nanos)))
                .isEqualTo(Duration.ofNanos(nanos));
    }

    @Property
    void any_other_text_is_no_duration(@ForAll("texts") String text) {
        Throwable thrown = catchThrowable(
                () -> assertThat(Durations.parse(text).isNegative()).isFalse());

        if (thrown != null) {
            assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a duration such as");
        }
    }

    @Example
    void a_unit_is_not_left_out_and_nothing_stands_between() {
        for (String text :
                new String[] {"", " ", "10", "-1s", "1s ", "1 s", "1s1", "s", "1d1", "1e3s", "٣s", "1,5s", "9999999999s"
                }) {
            if (!text.equals("1s ")) {
                assertThatThrownBy(() -> Durations.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Property
    void a_uuid_is_read_in_any_case(@ForAll long high, @ForAll long low) {
        String id = new UUID(high, low).toString();

        assertThat(Ids.uuid(id, "id")).isEqualTo(id);
        assertThat(Ids.uuid(id.toUpperCase(Locale.ROOT), "id")).isEqualTo(id);
    }

    @Property
    void any_other_text_is_no_id(@ForAll("texts") String text) {
        assertThatThrownBy(() -> Ids.uuid(text, "id"))
                .isInstanceOf(Rejected.class)
                .hasMessage("Invalid id: UUID expected");
    }

    @Property
    void a_cursor_that_was_given_out_is_understood(
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long seconds,
            @ForAll @IntRange(max = 999_999) int micros,
            @ForAll long high,
            @ForAll long low) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, micros * 1_000, java.time.ZoneOffset.UTC);
        String id = new UUID(high, low).toString();
        // the form of list-recordings.sql
        String cursor =
                time.format(java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS")) + "_" + id;

        RecordingQuery query = RecordingQuery.of("limit=10&" + parameter("cursor", cursor));

        assertThat(LocalDateTime.parse(query.afterStartedAt())).isEqualTo(time);
        assertThat(query.afterId()).isEqualTo(id);
    }

    @Property
    void any_query_is_understood_or_refused(
            @ForAll("texts") String status,
            @ForAll("texts") String streamId,
            @ForAll("texts") String limit,
            @ForAll("texts") String cursor) {
        assertThatThrownBy(() -> RecordingQuery.of(parameter("cursor", cursor))).isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> RecordingQuery.of(parameter("stream_id", streamId)))
                .isInstanceOf(Rejected.class);
        Throwable thrown = catchThrowable(() -> {
            assertThat(RecordingQuery.of(parameter("status", status)).status())
                    .isIn("recording", "processing", "completed", "failed");
            assertThat(RecordingQuery.of(parameter("limit", limit)).limit()).isBetween(1, 1_000);
        });
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(Rejected.class).hasMessageStartingWith("Invalid ");
            assertThat(((Rejected) thrown).status()).isEqualTo(400);
        }
    }

    private static String parameter(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> near =
                Arbitraries.strings().withChars("0123456789abcdefhmsTZ_-:.+ ").ofMaxLength(60);
        Arbitrary<String> glued = Combinators.combine(
                        near,
                        Arbitraries.of("_", "' OR 1=1 --", "${env:HOME}", "\0", "\n", "１", "2026-01-01T00:00"),
                        near)
                .as((a, b, c) -> a + b + c);
        return Arbitraries.oneOf(near, glued, Arbitraries.strings().ofMaxLength(200));
    }
}
