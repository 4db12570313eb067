package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Broadcast;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** A live stream goes in, an exact MP4 comes out. */
@ExtendWith(RealParts.Extension.class)
class RecordingTest {

    private static final List<Path> TWENTY_SECONDS =
            Segments.of(Duration.ofSeconds(20)).make();

    private final Recorder recorder;

    RecordingTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @Test
    void a_live_broadcast_with_b_frames_becomes_an_mp4_with_the_same_frames() throws IOException {
        Stream stream = Stream.on(recorder);
        List<Path> source;
        try (Broadcast broadcast = Broadcast.of(Duration.ofSeconds(8))
                .key(stream.key())
                .bucket(recorder.segmentsBucket())
                .size(320, 180)
                .folder(Files.createTempDirectory("broadcast"))
                .start(recorder.s3())) {
            stream.started();
            broadcast.awaitEnd();
            source = broadcast.sourceSegments();
        }
        stream.ended();

        JsonNode recording = stream.awaitCompleted();

        Path mp4 = stream.mp4();
        assertThat(Decoded.of(source).difference(Decoded.of(mp4))).isEmpty();
        assertThat(recording.path("duration").asLong()).isEqualTo(8);
        assertThat(recording.path("file_size").asLong()).isEqualTo(Files.size(mp4));
        assertThat(recording.path("file_path").asText())
                .isEqualTo(recorder.recordingsBucket() + "/" + stream.key() + ".mp4");
        assertThat(recording.path("completed_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void without_a_playlist_the_listing_is_enough() {
        Stream stream = Stream.on(recorder).started().putAll(TWENTY_SECONDS).ended();

        stream.awaitCompleted();

        assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
    }

    @Test
    void the_duration_grows_while_the_stream_is_live() {
        Stream stream = Stream.on(recorder).started().putAll(TWENTY_SECONDS.subList(0, 3));
        awaitDuration(stream, 6);
        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");

        stream.putAll(TWENTY_SECONDS.subList(3, 8));

        awaitDuration(stream, 16);
        stream.ended().awaitCompleted();
    }

    @Test
    void segment_1000_follows_segment_999_although_text_sorts_otherwise() {
        List<Path> source = Segments.of(Duration.ofSeconds(20)).startNumber(995).make();
        assertThat(source.get(5).getFileName()).hasToString("segment_1000.ts");

        Stream stream = Stream.on(recorder).started().putAll(source).ended();

        stream.awaitCompleted();
        assertThat(Decoded.of(source).difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    @Test
    @Tag("long")
    void more_objects_than_one_listing_holds_are_all_recorded() {
        List<Path> source = Segments.of(Duration.ofSeconds(44))
                .fps(25)
                .segment(Duration.ofMillis(40))
                .withoutAudio()
                .size(64, 36)
                .make();
        assertThat(source).hasSizeGreaterThan(1_050);

        Stream stream = Stream.on(recorder).started();
        stream.putAll(source.subList(0, 1_020)).awaitCaptured(1_020);
        stream.putAll(source.subList(1_020, source.size())).awaitCaptured(source.size());
        stream.ended().awaitCompleted();

        assertThat(Decoded.of(source).difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    @Test
    void a_segment_that_first_appeared_truncated_is_fetched_again() throws IOException {
        byte[] whole = Files.readAllBytes(TWENTY_SECONDS.get(1));
        Stream stream = Stream.on(recorder)
                .started()
                .put(TWENTY_SECONDS.get(0))
                .put("segment_001.ts", Arrays.copyOf(whole, whole.length / 2));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> recorder.sql(
                                        "SELECT 1 FROM recording_segment JOIN recording_capture USING (recording_id) WHERE stream_key = ?",
                                        stream.key())
                                .size()
                        == 2);

        stream.put("segment_001.ts", whole)
                .putAll(TWENTY_SECONDS.subList(2, 10))
                .ended();

        stream.awaitCompleted();
        assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
    }

    @Test
    void segments_that_arrive_out_of_order_and_after_the_end_are_in_their_place() {
        Stream stream = Stream.on(recorder).started();
        List<Integer> order = List.of(2, 0, 1, 5, 3, 4, 7, 6);
        order.forEach(number -> stream.put(TWENTY_SECONDS.get(number)));
        stream.ended().put(TWENTY_SECONDS.get(9)).put(TWENTY_SECONDS.get(8));

        stream.awaitCompleted();

        assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
    }

    @Test
    void while_live_the_segments_lie_in_the_work_folder_and_afterwards_nothing_does() {
        Stream stream = Stream.on(recorder).started().putAll(TWENTY_SECONDS).awaitCaptured(10);
        Path folder = recorder.workFolder().resolve(stream.key());
        assertThat(folder).isDirectoryContaining("glob:**/segment_000.ts");

        stream.ended().awaitCompleted();

        await("the folder is deleted").atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(folder));
    }

    @Test
    void the_object_says_which_recording_it_is() {
        Stream stream = Stream.on(recorder)
                .started()
                .putAll(TWENTY_SECONDS.subList(0, 2))
                .ended();
        JsonNode recording = stream.awaitCompleted();

        var head = recorder.s3()
                .headObject(get -> get.bucket(recorder.recordingsBucket()).key(stream.key() + ".mp4"));

        assertThat(head.metadata())
                .containsEntry("recording-id", recording.path("id").asText());
        assertThat(head.contentType()).isEqualTo("video/mp4");
    }

    @Test
    void a_second_recording_of_the_key_does_not_overwrite_the_first() {
        Stream first = Stream.on(recorder)
                .started()
                .putAll(TWENTY_SECONDS.subList(0, 2))
                .ended();
        first.awaitCompleted();
        List<Path> other = Segments.of(Duration.ofSeconds(4)).tone(700).make();

        Stream second = first.again().started().putAll(other).ended();
        JsonNode recording = second.awaitCompleted();

        assertThat(recording.path("file_path").asText())
                .matches(recorder.recordingsBucket() + "/" + first.key() + "-\\d{8}T\\d{6}Z\\.mp4");
        assertThat(Decoded.of(other).difference(Decoded.of(second.mp4()))).isEmpty();
        assertThat(Decoded.of(TWENTY_SECONDS.subList(0, 2)).difference(Decoded.of(first.mp4())))
                .isEmpty();
    }

    @Test
    @Tag("long")
    void an_object_that_somebody_else_put_there_is_not_overwritten() {
        Stream stream = Stream.on(recorder);
        recorder.s3()
                .putObject(
                        put -> put.bucket(recorder.recordingsBucket()).key(stream.key() + ".mp4"),
                        TWENTY_SECONDS.get(0));

        stream.started().putAll(TWENTY_SECONDS).ended();

        assertThat(stream.awaitCompleted().path("file_path").asText())
                .matches(recorder.recordingsBucket() + "/" + stream.key() + "-\\d{8}T\\d{6}Z\\.mp4");
        assertThat(recorder.s3()
                        .headObject(
                                get -> get.bucket(recorder.recordingsBucket()).key(stream.key() + ".mp4"))
                        .metadata())
                .doesNotContainKey("recording-id");
        assertThat(Decoded.of(TWENTY_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
    }

    @Test
    void without_any_segment_the_recording_fails_and_says_so() {
        Stream stream = Stream.on(recorder).started().ended();

        JsonNode recording = stream.awaitFailed();

        assertThat(recording.path("completed_at").isNull()).isFalse();
        assertThat(stream.capture().get("error")).isEqualTo("no segment was captured");
    }

    @Test
    void the_log_says_what_an_operator_greps_for() {
        Stream stream = Stream.on(recorder).started().putAll(TWENTY_SECONDS).ended();
        JsonNode recording = stream.awaitCompleted();

        String about = recorder.logged()
                .lines()
                .filter(line -> line.contains(stream.key())
                        || line.contains(recording.path("id").asText()))
                .collect(Collectors.joining("\n"));

        assertThat(about)
                .contains(
                        "Webhook received: stream.started for stream " + stream.key(),
                        "Downloading segment: segment_000.ts",
                        "Stream ended, starting processing...",
                        "Concatenating 10 segments...",
                        "Recording completed: " + recorder.recordingsBucket() + "/" + stream.key() + ".mp4");
        assertThat(recorder.logged()).contains("Starting Recording Service", "Stream Monitor started", "successfully");
    }

    private static void awaitDuration(Stream stream, long seconds) {
        await("duration " + seconds)
                .atMost(Duration.ofSeconds(30))
                .until(() -> stream.recording().path("duration").asLong() == seconds);
    }
}
