package streaming.recording.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import streaming.recording.config.AddressRange;
import streaming.recording.failure.Rejected;

/** Whatever a peer sends: webhooks, answers of the Stream Service and ranges of addresses are understood or refused. */
class EventPropertyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-27T09:00:06.851Z");
    private final StreamEventReader reader = new StreamEventReader(Clock.systemUTC());
    private final StreamServiceReader service = new StreamServiceReader();

    @Property
    void an_event_of_either_dialect_is_read_as_it_was_written(
            @ForAll("keys") String key,
            @ForAll @LongRange(min = 946_684_800L, max = 4_000_000_000L) long seconds,
            @ForAll long high,
            @ForAll long low) {
        String id = new UUID(high, low).toString();
        ObjectNode first = JSON.createObjectNode()
                .put("event", "stream.ended")
                .put("stream_key", key)
                .put("stream_id", id)
                .put("timestamp", Instant.ofEpochSecond(seconds).toString());
        ObjectNode second = JSON.createObjectNode()
                .put("event", "stopped")
                .put("stream_key", key)
                .put("timestamp", seconds);

        assertThat(reader.read(first.toString()))
                .isEqualTo(new StreamEvent(
                        "stream.ended", key, UUID.fromString(id), null, null, Instant.ofEpochSecond(seconds)));
        assertThat(reader.read(second.toString()))
                .isEqualTo(new StreamEvent("stream.ended", key, null, null, null, Instant.ofEpochSecond(seconds)));
    }

    @Property
    void a_time_is_understood_in_every_way_in_which_peers_write_it(
            @ForAll @LongRange(min = 946_684_800L, max = 4_000_000_000L) long seconds,
            @ForAll @IntRange(max = 999_999) int micros) {
        Instant time = Instant.ofEpochSecond(seconds, micros * 1_000L);
        Instant millis = time.truncatedTo(ChronoUnit.MILLIS);
        String text = time.toString();
        String local = text.replace("Z", "");

        for (String written : new String[] {
            quoted(text),
            quoted(local),
            quoted(local + "+00:00"),
            quoted(local + "+0000"),
            quoted(local.replace('T', ' ') + " +0000 UTC"),
            quoted(OffsetDateTime.ofInstant(time, ZoneOffset.ofHours(-5)).toString()),
            Long.toString(seconds * 1_000_000 + micros),
            quoted(Long.toString(seconds * 1_000_000 + micros)),
            Long.toString((seconds * 1_000_000 + micros) * 1_000),
            seconds + "." + String.format("%06d", micros),
        }) {
            assertThat(at(written)).as(written).isEqualTo(time);
        }
        assertThat(at(Long.toString(millis.toEpochMilli()))).isEqualTo(millis);
        assertThat(at(quoted(Long.toString(millis.toEpochMilli())))).isEqualTo(millis);
        assertThat(at(quoted(Long.toString(seconds)))).isEqualTo(Instant.ofEpochSecond(seconds));
    }

    @Example
    void a_time_that_says_nothing_is_now() {
        for (String written : new String[] {
            "0",
            "null",
            "-1",
            "5",
            "1e400",
            "99999999999999999999999999",
            quoted(""),
            quoted("0"),
            quoted("0001-01-01T00:00:00Z"),
            quoted("1970-01-01T00:00:00Z"),
            quoted("+58875-09-08T01:54:11Z")
        }) {
            assertThat(at(written)).as(written).isEqualTo(NOW);
        }
        for (String written : new String[] {"true", "[]", quoted("yesterday"), quoted("2026-13-45T99:99:99Z")}) {
            assertThatThrownBy(() -> at(written)).as(written).isInstanceOf(Rejected.class);
        }
    }

    private static Instant at(String written) {
        return new StreamEventReader(Clock.fixed(NOW, ZoneOffset.UTC))
                .read("{\"event\":\"started\",\"stream_key\":\"a\",\"timestamp\":" + written + "}")
                .at();
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    @Example
    void a_list_that_is_null_is_empty_and_odd_fields_do_not_hide_a_live_stream() {
        assertThat(service.live("{\"streams\":null}").streams()).isEmpty();
        assertThatThrownBy(() -> service.live("{}")).isInstanceOf(StreamServiceSilent.class);

        for (String odd : new String[] {
            "\"started_at\":\"2026-11-27 09:00\"",
            "\"started_at\":\"soon\"",
            "\"started_at\":true",
            "\"user_id\":\"7\"",
            "\"user_id\":7",
            "\"id\":7",
            "\"title\":[]"
        }) {
            assertThat(service.live("{\"streams\":[{\"stream_key\":\"a\",\"status\":\"live\"," + odd + "}]}")
                            .streams())
                    .as(odd)
                    .hasSize(1);
        }
        assertThat(service.live("{\"streams\":[{\"stream_key\":\"a\"}]}").streams())
                .hasSize(1);
        assertThat(service.live("{\"streams\":[{\"stream_key\":\"a\",\"status\":\"offline\"}]}")
                        .streams())
                .isEmpty();
    }

    @Example
    void an_answer_about_another_stream_says_nothing_of_this_one() {
        String id = "5f0c7c1e-8a2b-4b6e-9a53-0d6a3a0b1c2d";
        String answer = "{\"id\":\"" + id + "\",\"stream_key\":\"a\",\"status\":\"offline\"}";

        assertThat(service.one("/streams/" + id, answer).live()).isFalse();
        assertThat(service.one("/streams/by-key/a", answer).live()).isFalse();
        for (String question : new String[] {"/streams/" + UUID.randomUUID(), "/streams/by-key/b"}) {
            assertThatThrownBy(() -> service.one(question, answer)).isInstanceOf(StreamServiceSilent.class);
        }
        assertThatThrownBy(() -> service.one("/streams/" + id, "{\"stream_key\":\"a\",\"status\":\"offline\"}"))
                .isInstanceOf(StreamServiceSilent.class);
    }

    @Property
    void what_is_accepted_as_a_key_is_a_plain_name(@ForAll("texts") String key) {
        String body = JSON.createObjectNode()
                .put("event", "started")
                .put("stream_key", key)
                .toString();
        Throwable thrown = catchThrowable(() -> {
            String read = reader.read(body).streamKey();
            assertThat(read)
                    .isEqualTo(key)
                    .matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
                    .doesNotContain("..");
        });
        refusal(thrown);
    }

    @Property
    void any_body_is_an_event_or_refused(@ForAll("bodies") String body) {
        refusal(catchThrowable(() -> assertThat(reader.read(body).kind()).startsWith("stream.")));
    }

    @Property
    void any_field_of_any_kind_is_understood_or_refused(
            @ForAll("fields") String field, @ForAll("values") String value) {
        String body = "{\"event\":\"started\",\"stream_key\":\"a\",\"x\":1}"
                .replaceFirst(
                        "\"x\":1|\"" + field + "\":\"[^\"]*\"",
                        java.util.regex.Matcher.quoteReplacement("\"" + field + "\":" + value));
        refusal(catchThrowable(() -> reader.read(body)));
    }

    @Property
    void any_answer_of_the_stream_service_is_understood_or_says_nothing(@ForAll("bodies") String body) {
        for (Throwable thrown : new Throwable[] {
            catchThrowable(() -> service.live(body)), catchThrowable(() -> service.one("/streams/by-key/a", body))
        }) {
            assertThat(thrown).satisfiesAnyOf(none -> assertThat(none).isNull(), some -> assertThat(some)
                    .isInstanceOf(StreamServiceSilent.class));
        }
    }

    @Property
    void one_stream_that_makes_no_sense_does_not_hide_the_others(
            @ForAll("texts") String key, @ForAll("values") String value) {
        String bad = JSON.createObjectNode()
                .put("stream_key", key + "\n")
                .put("status", "live")
                .toString();
        String worse = "{\"stream_key\":" + value + ",\"status\":" + value + ",\"started_at\":" + value + "}";
        String good = "{\"id\":null,\"stream_key\":\"good\",\"status\":\"live\"}";

        assertThat(service.live("{\"streams\":[" + bad + "," + worse + "," + good + "]}")
                        .streams())
                .extracting(LiveStream::streamKey)
                .containsExactly("good");
    }

    @Property
    void a_range_holds_the_addresses_that_begin_with_its_bits(
            @ForAll("addresses") byte[] address,
            @ForAll @IntRange(max = 128) int wanted,
            @ForAll @IntRange(max = 127) int flipped)
            throws UnknownHostException {
        int length = address.length * 8;
        int bits = wanted % (length + 1);
        int flip = flipped % length;
        InetAddress base = InetAddress.getByAddress(address);
        byte[] other = new BigInteger(1, address).flipBit(length - 1 - flip).toByteArray();
        byte[] padded = new byte[address.length];
        System.arraycopy(
                other,
                Math.max(0, other.length - address.length),
                padded,
                Math.max(0, address.length - other.length),
                Math.min(other.length, address.length));
        AddressRange range = AddressRange.parse(base.getHostAddress() + "/" + bits);

        assertThat(range.contains(base)).isTrue();
        assertThat(range.contains(InetAddress.getByAddress(padded)))
                .as("bit %d of /%d", flip, bits)
                .isEqualTo(flip >= bits);
        assertThat(range.contains(InetAddress.getByAddress(new byte[address.length == 4 ? 16 : 4])))
                .as("of the other family")
                .isFalse();
    }

    @Property
    void any_other_text_is_no_range_and_no_name_is_looked_up(@ForAll("texts") String text) {
        Throwable thrown = catchThrowable(() -> AddressRange.parse(text));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new PeerAddress("localhost")).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void an_address_is_compared_as_what_it_is() {
        PeerAddress inside = new PeerAddress("127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,::1/128,fc00::/7");

        for (String peer : new String[] {
            "127.0.0.1",
            "10.255.255.255",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "::1",
            "0:0:0:0:0:0:0:1",
            "fd12::1",
            "::ffff:10.1.2.3",
            "fd12::1%eth0"
        }) {
            inside.check(peer);
        }
        for (String peer : new String[] {
            "8.8.8.8",
            "172.32.0.0",
            "172.15.255.255",
            "192.169.0.1",
            "11.0.0.1",
            "169.254.169.254",
            "::2",
            "2001:db8::1",
            "::ffff:8.8.8.8",
            "fe80::1%eth0"
        }) {
            assertThatThrownBy(() -> inside.check(peer)).as(peer).isInstanceOf(Rejected.class);
        }
        for (String range : new String[] {
            "", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.256/8", "a/8", "10.0.0.0/"
        }) {
            assertThatThrownBy(() -> new PeerAddress(range)).as(range).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void refusal(Throwable thrown) {
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(Rejected.class);
            assertThat(((Rejected) thrown).status()).isEqualTo(400);
        }
    }

    @Provide
    Arbitrary<byte[]> addresses() {
        // an IPv4 address mapped into IPv6 is that IPv4 address, so those are left to the example
        return Arbitraries.of(4, 16)
                .flatMap(length -> Arbitraries.bytes().array(byte[].class).ofSize(length))
                .filter(bytes -> bytes.length == 4 || !Arrays.equals(Arrays.copyOf(bytes, 10), new byte[10]));
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings()
                .withChars("abcXYZ019_-.")
                .ofMinLength(1)
                .ofMaxLength(128)
                .filter(key -> !key.contains("..") && key.charAt(0) != '-' && key.charAt(0) != '.');
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(150),
                Arbitraries.strings().withChars("ab./\\-_%$'\"{}:\0\n\t 10é").ofMaxLength(150));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(
                "1",
                "-1",
                "1e400",
                "1e18",
                "true",
                "null",
                "[]",
                "{}",
                "\"\"",
                "\"\\u0000\"",
                "\"a\\u0000\"",
                "[1]",
                "\"..\"",
                "99999999999999999999999999",
                "0.5",
                "\"2026-13-45T99:99:99Z\"",
                "\"+999999999-12-31T23:59:59Z\"",
                "-1e18",
                "9223372036854775807");
    }

    @Provide
    Arbitrary<String> fields() {
        return Arbitraries.of("event", "stream_key", "stream_id", "user_id", "hls_url", "timestamp");
    }

    @Provide
    Arbitrary<String> bodies() {
        Arbitrary<String> json = Arbitraries.strings()
                .withChars("{}[]\":,0123456789eE+-.truefalsn\\ ")
                .ofMaxLength(200);
        Arbitrary<String> streams = values().list()
                .ofMaxSize(5)
                .map(list -> "{\"streams\":" + list + ",\"stream_key\":\"a\",\"status\":"
                        + (list.isEmpty() ? "1" : list.get(0)) + "}");
        return Arbitraries.oneOf(
                json,
                streams,
                texts(),
                Arbitraries.of(
                        "",
                        "[".repeat(5_000),
                        "{\"a\":".repeat(2_000),
                        "{\"event\":\"started\",\"event\":\"stopped\"}"));
    }

    @Example
    void a_title_has_no_more_than_a_thousand_characters() {
        String stream =
                "{\"id\":\"5f0c7c1e-8a2b-4b6e-9a53-0d6a3a0b1c2d\",\"stream_key\":\"abc123\",\"status\":\"live\","
                        + "\"title\":\"" + "t".repeat(5_000_000) + "\"}";

        assertThat(service.one("/streams/by-key/abc123", stream).title())
                .hasSize(1_000)
                .endsWith("t…");
    }
}
