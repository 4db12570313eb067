package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.model.Part;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Hold;
import streaming.recording.support.HoldingStore;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.Wire;

/** A recording that is joined while its stream is live: the same bytes, in the store before the stream ends. */
@ExtendWith(RealParts.Extension.class)
class LiveJoinTest {

    /** Two parts and more. */
    private static final List<Path> LARGE =
            Segments.of(Duration.ofSeconds(60)).size(1280, 720).make();

    private static final Duration LONG = Duration.ofSeconds(120);

    private final RealParts parts;

    LiveJoinTest(RealParts parts) {
        this.parts = parts;
    }

    @Test
    void the_mp4_is_in_the_store_while_the_stream_is_live_and_the_same_as_one_that_is_joined_at_the_end()
            throws IOException {
        try (Recorder live = parts.recorder().start();
                Recorder late = parts.recorder().with("LIVE_JOINS", "0").start()) {
            Stream stream = Stream.on(live).started().putAll(LARGE);
            Stream same = Stream.on(late).started().putAll(LARGE);
            awaitParts(live, 2);
            assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
            stream.ended().awaitCompleted();
            same.ended().awaitCompleted();

            assertThat(stream.report().at("/report/joined").asText()).isEqualTo("live");
            assertThat(same.report().at("/report/joined").asText()).isEqualTo("at the end");
            assertThat(stream.mp4()).hasSameBinaryContentAs(same.mp4());
            assertThat(uploads(live)).isZero();
        }
    }

    /** A slate that the playlist lists again and again, as it slides over the broadcast. */
    @Tag("long")
    @Test
    void a_slate_is_fed_and_shown_to_viewers_at_each_of_its_places() {
        Path slate = Segments.of(Duration.ofSeconds(2))
                .size(1280, 720)
                .tone(880)
                .make()
                .get(0);
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder).started().put("slate.ts", slate);
            List<String> before = List.of();
            List<Path> broadcast = new ArrayList<>();
            for (int window = 0; window < 8; window++) {
                int first = 2 * window;
                List<String> names =
                        List.of(String.format("segment_%03d.ts", first), String.format("segment_%03d.ts", first + 1));
                stream.put(names.get(0), LARGE.get(first)).put(names.get(1), LARGE.get(first + 1));
                stream.playlist(
                        "#EXT-X-MEDIA-SEQUENCE:" + 3 * window,
                        "#EXT-X-DISCONTINUITY",
                        names.get(0),
                        names.get(1),
                        "#EXT-X-DISCONTINUITY",
                        "slate.ts");
                broadcast.addAll(List.of(LARGE.get(first), LARGE.get(first + 1), slate));
                List<String> now = awaitTold(recorder, stream, broadcast.size());
                assertThat(now).doesNotHaveDuplicates();
                assertThat(now.subList(0, before.size())).isEqualTo(before);
                before = now;
            }
            await("the live join was fed")
                    .atMost(LONG)
                    .until(() -> Files.exists(
                            recorder.workFolder().resolve(stream.key()).resolve("live.mp4")));
            stream.ended().awaitCompleted();

            assertThat(stream.report().at("/report/joined").asText()).isEqualTo("live");
            assertThat(stream.report().at("/report/doubts")).isEmpty();
            List<String> pictures = new ArrayList<>();
            broadcast.forEach(
                    segment -> pictures.addAll(Decoded.of(List.of(segment)).video()));
            assertThat(Decoded.of(stream.mp4()).video()).isEqualTo(pictures);
        }
    }

    /** @return the lines of the viewers' playlist, once they are so many */
    private static List<String> awaitTold(Recorder recorder, Stream stream, int segments) {
        String playlist = "/recording/" + stream.recording().path("id").asText() + "/playlist.m3u8";
        return await(segments + " segments shown, see " + recorder.log())
                .atMost(LONG)
                .until(
                        () -> recorder.get(playlist)
                                .body()
                                .lines()
                                .filter(line -> line.startsWith("segments/"))
                                .toList(),
                        told -> told.size() == segments);
    }

    @Tag("long")
    @Test
    void after_a_kill_the_parts_that_are_up_are_kept_and_not_sent_again() {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream =
                    Stream.on(recorder).started().putAll(LARGE.subList(0, 24)).awaitCaptured(24);
            awaitParts(recorder, 1);
            recorder.kill();
            Map<String, Object> upload = capture(recorder, stream);
            List<Part> before = partsOf(recorder, upload);

            stream.putAll(LARGE.subList(24, LARGE.size()));
            recorder.start();
            awaitParts(recorder, before.size() + 1);

            assertThat(capture(recorder, stream)).containsEntry("live_upload", upload.get("live_upload"));
            assertThat(partsOf(recorder, upload))
                    .as("with the times at which they were put")
                    .containsAll(before);
            stream.ended().awaitCompleted();
            assertThat(stream.report().at("/report/joined").asText()).isEqualTo("live");
            assertThat(Decoded.of(LARGE).difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Tag("long")
    @Test
    void another_instance_carries_the_upload_on() {
        try (Recorder recorder = parts.recorder().start();
                Recorder twin = recorder.twin()) {
            Stream stream = Stream.on(recorder).started().putAll(LARGE).awaitCaptured(LARGE.size());
            awaitParts(recorder, 1);
            recorder.kill();
            Map<String, Object> upload = capture(recorder, stream);
            List<Part> before = partsOf(recorder, upload);

            twin.start();
            await("the twin has fetched the segments")
                    .atMost(LONG)
                    .until(() ->
                            Files.exists(twin.workFolder().resolve(stream.key()).resolve("live.mp4")));
            assertThat(partsOf(recorder, upload)).containsAll(before);
            recorder.start();
            stream.ended().awaitCompleted();
            assertThat(Decoded.of(LARGE).difference(Decoded.of(stream.mp4()))).isEmpty();
            assertThat(stream.report().at("/report/joined").asText()).isEqualTo("live");
        }
    }

    @Tag("long")
    @Test
    void an_upload_that_was_begun_and_that_nobody_heard_of_is_not_left_behind() {
        try (HoldingStore store = new HoldingStore(parts);
                Recorder recorder = parts.recorder()
                        .with("MINIO_ENDPOINT", store.endpoint())
                        .start()) {
            Stream stream = Stream.on(recorder);
            try (Hold hold = store.answer("POST /.*" + stream.key() + "\\.mp4\\?uploads.*")) {
                stream.started().putAll(LARGE);
                hold.awaitReached();
                recorder.kill();
            }
            assertThat(uploads(recorder)).isEqualTo(1);
            assertThat(capture(recorder, stream).get("live_upload")).isNull();

            recorder.start();
            awaitParts(recorder, 1);
            stream.ended().awaitCompleted();

            assertThat(uploads(recorder)).isZero();
            assertThat(stream.report().at("/report/joined").asText()).isEqualTo("live");
            assertThat(Decoded.of(LARGE).difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Tag("long")
    @Test
    void a_store_that_is_away_at_the_end_is_waited_for_and_no_part_is_sent_twice() {
        try (Wire wire = new Wire(parts.s3().endpoint());
                Recorder recorder =
                        parts.recorder().with("MINIO_ENDPOINT", wire.endpoint()).start()) {
            Stream stream = Stream.on(recorder).started().putAll(LARGE);
            awaitParts(recorder, 2);
            Wire.Fault fault = wire.on("POST .*\\?uploadId=").answers(503, "SlowDown");
            stream.ended();
            await("postponed")
                    .atMost(LONG)
                    .until(() -> capture(recorder, stream).get("error") != null);

            assertThat(recorder.workFolder().resolve(stream.key()).resolve("segment_000.ts"))
                    .as("what it can be joined from again")
                    .exists();
            fault.lift();
            stream.awaitCompleted();
            assertThat(stream.report().at("/report/joined").asText()).isEqualTo("live");
            assertThat(Decoded.of(LARGE).difference(Decoded.of(stream.mp4()))).isEmpty();
            assertThat(wire.count("PUT .*partNumber=4&")).isEqualTo(1);
        }
    }

    @Tag("long")
    @Test
    void a_store_that_takes_no_part_for_a_while_gets_it_later() {
        try (Wire wire = new Wire(parts.s3().endpoint());
                Recorder recorder =
                        parts.recorder().with("MINIO_ENDPOINT", wire.endpoint()).start()) {
            Wire.Fault fault = wire.on("PUT .*partNumber=4&").answers(503, "SlowDown");
            Stream stream = Stream.on(recorder).started().putAll(LARGE);
            await("refused again and again").atMost(LONG).until(() -> fault.hits() > 8);
            fault.lift();
            awaitParts(recorder, 1);
            stream.ended().awaitCompleted();

            assertThat(stream.report().at("/report/joined").asText()).isEqualTo("live");
            assertThat(Decoded.of(LARGE).difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    private static void awaitParts(Recorder recorder, int number) {
        await(number + " parts are up, see " + recorder.log())
                .atMost(LONG)
                .until(() -> recorder.sql("SELECT 1 FROM recording_part").size() >= number);
    }

    /** Also while the service is down. */
    private static Map<String, Object> capture(Recorder recorder, Stream stream) {
        return recorder.sql("SELECT * FROM recording_capture WHERE stream_key = ?", stream.key())
                .get(0);
    }

    private static List<Part> partsOf(Recorder recorder, Map<String, Object> capture) {
        return recorder.s3()
                .listParts(list -> list.bucket(recorder.recordingsBucket())
                        .key((String) capture.get("object_name"))
                        .uploadId((String) capture.get("live_upload")))
                .parts();
    }

    private static int uploads(Recorder recorder) {
        return recorder.s3()
                .listMultipartUploads(list -> list.bucket(recorder.recordingsBucket()))
                .uploads()
                .size();
    }
}
