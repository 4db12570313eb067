package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.Wire;

/** What an S3 server and the line to it do wrong: it costs time, and never a segment that could be had again. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreFaultTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(8)).make();

    private Wire wire;
    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) {
        wire = new Wire(parts.s3().endpoint());
        recorder = parts.recorder()
                .with("MINIO_ENDPOINT", wire.endpoint())
                .with("SEGMENT_DOWNLOAD_TIMEOUT", "2s")
                .with("CAPTURE_PARALLEL", "6")
                .with("CAPTURE_SHARE", "2")
                .start();
    }

    @AfterEach
    void clear() {
        wire.clear();
    }

    @AfterAll
    void stop() {
        recorder.close();
        wire.close();
    }

    /** A store of which no object can be had: what it does to a download. */
    enum NoObjects {
        INTERNAL_ERROR(fault -> fault.answers(500, "InternalError")),
        SLOW_DOWN(fault -> fault.answers(503, "SlowDown")),
        RESET_IN_THE_BODY(fault -> fault.resetsAnswerAfter(5_000)),
        SILENCE_IN_THE_BODY(fault -> fault.holdsAnswerAfter(5_000));

        private final Function<Wire.Fault, Wire.Fault> effect;

        NoObjects(Function<Wire.Fault, Wire.Fault> effect) {
            this.effect = effect;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_lists_and_serves_no_object_uses_up_no_attempt(NoObjects outage) {
        Stream stream = Stream.on(recorder);
        Wire.Fault fault = outage.effect.apply(wire.on("GET /" + recorder.segmentsBucket() + "/.*\\.ts"));
        stream.started().putAll(SOURCE).ended();
        await("the tail is waited for")
                .atMost(LONG)
                .until(() -> (Integer) stream.capture().get("postponements") >= 2);
        assertThat(fault.hits()).as("requests that met the fault").isPositive();
        assertThat(recorder.get("/health").body())
                .contains("\"status\":\"degraded\"", "bucket " + recorder.segmentsBucket() + " cannot be used");
        assertThat(stream.recording().path("status").asText()).isEqualTo("processing");
        assertThat((String) stream.capture().get("error")).contains("4 segments wait in the bucket");

        fault.lift();

        assertComplete(stream);
        await("health").atMost(LONG).until(() -> recorder.get("/health").body().contains("\"healthy\""));
    }

    @Test
    void a_store_that_is_gone_while_a_stream_is_live_and_ends_is_waited_for() {
        Stream stream =
                Stream.on(recorder).started().putAll(SOURCE.subList(0, 2)).awaitCaptured(2);
        wire.cut();
        stream.putAll(SOURCE.subList(2, 4)).ended();
        await("postponed").atMost(LONG).until(() -> (Integer) stream.capture().get("postponements") >= 2);
        assertThat(stream.recording().path("status").asText()).isEqualTo("processing");
        await("it is noticed").atMost(LONG).until(() -> recorder.logged()
                .contains("MinIO bucket " + recorder.segmentsBucket() + " cannot be used and is waited for: "));

        wire.mend();

        assertComplete(stream);
        await("it is back").atMost(LONG).until(() -> recorder.logged()
                .contains("MinIO bucket " + recorder.segmentsBucket() + " is back"));
    }

    @Test
    void a_segment_that_is_never_sent_to_its_end_is_given_up_when_others_are() {
        Stream stream = Stream.on(recorder);
        Wire.Fault fault = wire.on("GET .*" + stream.key() + "/segment_001.ts").holdsAnswerAfter(9_000);

        stream.started().putAll(SOURCE).ended().awaitCompleted();

        assertThat(fault.hits()).isGreaterThanOrEqualTo(3);
        assertThat(stream.report().at("/report/segments/missing").asInt()).isEqualTo(1);
        assertThat(stream.report().at("/report/holes/0/cause").asText()).startsWith("segment 1 is missing: ");
    }

    @Test
    void a_segment_that_vanished_is_said_to_be_missing() {
        Stream stream = Stream.on(recorder);
        wire.on("GET .*" + stream.key() + "/segment_002.ts").answers(404, "NoSuchKey");

        stream.started().putAll(SOURCE).ended().awaitCompleted();

        assertThat(stream.report().at("/report/segments/missing").asInt()).isEqualTo(1);
        assertThat(stream.report().at("/report/holes/0/cause").asText())
                .startsWith("segment 2 is missing: ")
                .contains("NoSuchKey");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 188 * 100})
    void a_segment_that_comes_empty_or_short_is_fetched_again(int length) {
        Stream stream = Stream.on(recorder).started().put(SOURCE.get(0));
        String etag = recorder.s3()
                .headObject(head -> head.bucket(recorder.segmentsBucket()).key(stream.key() + "/segment_000.ts"))
                .eTag();
        Stream next = stream.again();
        Wire.Fault fault = wire.on("GET .*" + next.key() + "/segment_001.ts")
                .times(2)
                .answers("HTTP/1.1 200 OK\r\nETag: " + etag(SOURCE.get(1))
                        + "\r\nLast-Modified: Sun, 22 Nov 2026 13:00:00 GMT\r\nContent-Length: " + length
                        + "\r\nConnection: close\r\n\r\n" + "G".repeat(length));
        assertThat(etag).isEqualTo(etag(SOURCE.get(0)));

        stream.putAll(SOURCE.subList(1, 4)).ended();

        assertComplete(stream);
        assertThat(fault.hits()).isEqualTo(2);
    }

    @Test
    void a_stream_whose_objects_hang_leaves_the_others_their_share() {
        Stream hanging = Stream.on(recorder);
        Wire.Fault fault = wire.on("GET .*" + hanging.key() + "/.*ts").holdsAnswerAfter(0);
        List<Path> many = Segments.of(Duration.ofSeconds(32)).make();
        hanging.started().putAll(many);
        await("it takes its share").atMost(LONG).until(() -> fault.hits() >= 2);

        Stream.on(recorder).started().putAll(SOURCE).awaitCaptured(4);

        assertThat(recorder.sql(
                        "SELECT 1 FROM recording_segment WHERE object_key LIKE ? AND state = 'captured'",
                        hanging.key() + "/%"))
                .isEmpty();
        fault.lift();
        hanging.awaitCaptured(many.size()).ended().awaitCompleted();
        assertThat(Decoded.of(many).difference(Decoded.of(hanging.mp4()))).isEmpty();
    }

    @Test
    void a_listing_that_breaks_off_or_is_no_xml_stops_its_key_only() {
        Stream broken = Stream.on(recorder);
        String body = "<?xml version=\"1.0\"?><ListBucketResult><Contents><Key>" + broken.key() + "/a&#0;\u0001";
        Wire.Fault fault = wire.on("GET .*prefix=" + broken.key() + ".*")
                .answers("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body);
        broken.started().putAll(SOURCE);
        await("its listing breaks").atMost(LONG).until(() -> fault.hits() >= 2);

        Stream other = Stream.on(recorder).started().putAll(SOURCE).awaitCaptured(4);
        other.ended().awaitCompleted();

        assertComplete(other);
        fault.lift();
        broken.awaitCaptured(4).ended().awaitCompleted();
        assertComplete(broken);
    }

    @ParameterizedTest
    @ValueSource(longs = {-400, 400})
    void a_store_whose_clock_is_minutes_off_knows_this_broadcast_from_the_last(long seconds) {
        Stream old = Stream.on(recorder);
        old.put("segment_000.ts", new byte[188]);
        await("more than the grace").atMost(LONG).until(() -> Instant.now()
                .isAfter(old.clock().plusSeconds(12)));
        wire.skew(Duration.ofSeconds(seconds));
        Stream stream = old.again().at(Instant.now());
        for (int i = 0; i < SOURCE.size(); i++) {
            stream.put("segment_00" + (i + 1) + ".ts", bytes(SOURCE.get(i)));
        }
        stream.started().ended();

        assertComplete(stream);
        assertThat(stream.report().at("/report/segments/captured").asInt()).isEqualTo(4);
    }

    @Test
    void a_store_that_lists_milliseconds_does_not_have_a_broadcast_recorded_twice(RealParts parts) {
        try (Wire precise = new Wire(parts.s3().endpoint());
                Recorder own = parts.recorder()
                        .with("MINIO_ENDPOINT", precise.endpoint())
                        .start()) {
            precise.listsMilliseconds();
            Stream stream = Stream.on(own);
            Instant before = stream.clock();
            stream.started().putAll(SOURCE).ended().awaitCompleted();

            Stream next = stream.again().at(before.plusSeconds(1)).started();
            own.sql(
                    "UPDATE recording_capture SET capture_since = ? WHERE recording_id = ?::uuid",
                    Timestamp.from(before.minusSeconds(5)),
                    next.recording().path("id").asText());
            next.ended();

            next.awaitFailed();
            assertThat(next.report().path("error").asText()).isEqualTo("no segment was captured");
        }
    }

    @Test
    void wrong_keys_are_said_once_a_minute_with_what_to_do_and_nothing_is_lost(RealParts parts) {
        try (Wire quiet = new Wire(parts.s3().endpoint());
                Recorder locked = parts.recorder()
                        .with("MINIO_ENDPOINT", quiet.endpoint())
                        .with("MINIO_SECRET_KEY", "wrong")
                        .with("MONITOR_INTERVAL", "10s")
                        .start()) {
            Stream stream = Stream.on(locked).started().putAll(SOURCE).ended();
            await("asked again and again").atMost(LONG).until(() -> quiet.count("HEAD ") >= 6);

            assertThat(quiet.count(".")).as("requests while the keys are wrong").isLessThan(60);
            assertThat(locked.logged()
                            .lines()
                            .filter(line ->
                                    line.contains("the keys are wrong, set MINIO_ACCESS_KEY and MINIO_SECRET_KEY")))
                    .as("one line for each bucket")
                    .hasSize(2);
            assertThat(stream.recording().path("status").asText()).isEqualTo("processing");
            assertThat(locked.logged()).doesNotContain("wrong\"", "\tat ");

            locked.kill();
            locked.with("MINIO_SECRET_KEY", parts.s3().secretKey()).start();

            stream.awaitCompleted();
            assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    private void assertComplete(Stream stream) {
        stream.awaitCompleted();
        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.report().at("/report/segments/missing").asInt()).isZero();
        assertThat(stream.capture().get("attempts")).isEqualTo(0);
        assertThat(recorder.sql(
                        "SELECT 1 FROM recording_segment WHERE object_key LIKE ? AND state = 'missing'",
                        stream.key() + "/%"))
                .isEmpty();
    }

    private static String etag(Path file) {
        return "\"" + org.apache.commons.codec.digest.DigestUtils.md5Hex(bytes(file)) + "\"";
    }

    private static byte[] bytes(Path file) {
        try {
            return java.nio.file.Files.readAllBytes(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
