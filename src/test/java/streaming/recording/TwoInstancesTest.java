package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Hold;
import streaming.recording.support.HoldingStore;
import streaming.recording.support.ProgramHold;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** Two instances with a work folder each share one database and its buckets. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
class TwoInstancesTest {

    private static final List<Path> EIGHT_SECONDS =
            Segments.of(Duration.ofSeconds(8)).make();
    private static final Decoded FRAMES = Decoded.of(EIGHT_SECONDS);
    private static final Duration LONG = Duration.ofSeconds(120);

    private final HoldingStore store;
    private final ProgramHold ffmpeg = new ProgramHold(Ffmpeg.ffmpeg());
    private final Recorder first;
    private final Recorder second;

    TwoInstancesTest(RealParts parts) {
        store = new HoldingStore(parts);
        // joined at the end, where ffmpeg can be held
        second = parts.recorder().with("LIVE_JOINS", "0");
        first = second.twin().with("MINIO_ENDPOINT", store.endpoint()).with("FFMPEG", ffmpeg.path());
    }

    @AfterEach
    void stop() {
        ffmpeg.close();
        first.close();
        second.close();
        store.close();
    }

    @Test
    void each_recording_is_captured_and_finalized_by_one_of_them() {
        // longer than a busy machine may keep a renewal waiting
        first.with("LEASE_TIME", "1m").start();
        second.with("LEASE_TIME", "1m").start();
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            streams.add(Stream.on(i % 2 == 0 ? first : second).started());
        }
        streams.forEach(stream -> stream.putAll(EIGHT_SECONDS));
        streams.forEach(stream -> stream.awaitCaptured(4).ended());

        for (Stream stream : streams) {
            String recording = "recording=" + stream.awaitCompleted().path("id").asText();
            assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
            assertThat(lines("Downloading segment: ", recording)).as(recording).isEqualTo(4);
            assertThat(lines("Concatenating ", recording)).as(recording).isEqualTo(1);
            assertThat(lines("Recording completed: ", recording)).as(recording).isEqualTo(1);
        }
    }

    @Test
    void when_one_dies_while_a_stream_is_live_the_other_goes_on_and_nothing_is_left() {
        first.start();
        Stream stream = Stream.on(second.start());
        stream.started().putAll(EIGHT_SECONDS.subList(0, 2)).awaitCaptured(2);
        Recorder owner = owner(stream).contains("-" + first.process().pid() + "-") ? first : second;
        Recorder other = owner == first ? second : first;

        owner.kill();
        stream.through(other).putAll(EIGHT_SECONDS.subList(2, 4));
        stream.awaitCaptured(4).ended().awaitCompleted();

        assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.recording().path("duration").asInt()).isEqualTo(8);
        owner.start();
        awaitEmpty(owner.workFolder());
        awaitEmpty(other.workFolder());
    }

    @Test
    void when_one_dies_while_ffmpeg_runs_the_other_finishes() {
        Stream stream = Stream.on(first.start()).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
        ffmpeg.before();
        stream.ended();
        ffmpeg.awaitReached();
        second.start();

        first.kill();

        stream.through(second).awaitCompleted();
        assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    @Test
    void one_that_was_paused_while_ffmpeg_ran_cannot_finish_what_the_other_finished() throws Exception {
        Stream stream = Stream.on(first.start()).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
        ffmpeg.before();
        stream.ended();
        ffmpeg.awaitReached();

        theOtherFinishesWhileTheFirstIsPaused(
                stream, ffmpeg, () -> postponed(stream, "another instance works on this recording"));
    }

    @Test
    void one_that_was_paused_in_its_upload_cannot_finish_what_the_other_finished() throws Exception {
        Stream stream = Stream.on(first.start()).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
        Hold upload = store.request("(PUT|POST) /.*" + stream.key() + ".mp4.*");
        stream.ended();
        upload.awaitReached();

        // its request may have got through, and met what the other had put there, or not
        theOtherFinishesWhileTheFirstIsPaused(
                stream,
                upload,
                () -> postponed(stream, "")
                        || second.sql(
                                                "SELECT 1 FROM recording_event WHERE kind = 'object.uploaded' AND stream_key = ?",
                                                stream.key())
                                        .size()
                                == 2);
    }

    @Test
    void one_whose_upload_comes_late_deletes_nothing_of_what_the_other_finished_with_fewer_segments() throws Exception {
        Stream stream = Stream.on(first.start()).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
        Hold upload = store.request("PUT /.*" + stream.key() + ".mp4.*");
        stream.ended();
        upload.awaitReached();
        signal("STOP");
        deleteFromBucket(stream, EIGHT_SECONDS.get(3));
        second.start();
        stream.through(second).awaitCompleted();
        Map<String, Object> row = row(stream);
        HeadObjectResponse object = object(stream);

        signal("CONT");
        upload.close();

        await("the first has come to its end").atMost(LONG).until(() -> postponed(stream, ""));
        assertThat(object(stream).eTag()).isEqualTo(object.eTag());
        assertThat(row(stream)).isEqualTo(row);
        assertThat(object(stream).contentLength()).isEqualTo(row.get("file_size"));
    }

    @Test
    void a_whole_mp4_that_one_stored_and_could_not_complete_stays_when_the_other_has_fewer_segments() {
        Stream stream = Stream.on(first.start()).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
        try (Hold stored = store.answer("PUT /.*" + stream.key() + ".mp4.*")) {
            stream.ended();
            stored.awaitReached();
            first.kill();
        }
        HeadObjectResponse object = object(stream);
        deleteFromBucket(stream, EIGHT_SECONDS.get(2));
        deleteFromBucket(stream, EIGHT_SECONDS.get(3));

        second.start();
        stream.through(second).awaitCompleted();

        assertThat(object(stream).eTag()).isEqualTo(object.eTag());
        assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.recording().path("duration").asInt()).isEqualTo(8);
        assertThat(stream.recording().path("file_size").asLong()).isEqualTo(object.contentLength());
        assertThat(stream.report().at("/report/segments/captured").asInt()).isEqualTo(4);
        assertThat(stream.report().at("/report/etag").asText()).isEqualTo(object.eTag());
        assertThat(stream.awaitStory("object.kept").path("cause").asText()).contains("fuller");
    }

    @Test
    void a_whole_mp4_that_one_stored_completes_the_recording_when_the_other_has_no_segment_left() {
        Stream stream = Stream.on(first.start()).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
        try (Hold stored = store.answer("PUT /.*" + stream.key() + ".mp4.*")) {
            stream.ended();
            stored.awaitReached();
            first.kill();
        }
        HeadObjectResponse object = object(stream);
        EIGHT_SECONDS.forEach(segment -> deleteFromBucket(stream, segment));

        second.start();
        stream.through(second).awaitCompleted();

        assertThat(object(stream).eTag()).isEqualTo(object.eTag());
        assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.recording().path("duration").asInt()).isEqualTo(8);
        assertThat(stream.report().at("/report/segments/captured").asInt()).isEqualTo(4);
        assertThat(stream.awaitStory("object.kept").path("cause").asText()).contains("nothing here");
    }

    @Test
    void an_mp4_with_fewer_segments_that_one_stored_and_could_not_complete_stays_beside_that_of_the_other() {
        Stream stream = Stream.on(first.start())
                .started()
                .putAll(EIGHT_SECONDS.subList(0, 2))
                .awaitCaptured(2);
        try (Hold stored = store.answer("PUT /.*" + stream.key() + ".mp4.*")) {
            stream.ended();
            stored.awaitReached();
            first.kill();
        }
        HeadObjectResponse object = object(stream);
        stream.putAll(EIGHT_SECONDS.subList(2, 4));

        second.start();
        stream.through(second).awaitCompleted();

        assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.recording().path("file_path").asText()).isNotEqualTo(path(stream));
        assertThat(object(stream).eTag()).isEqualTo(object.eTag());
    }

    @Test
    void one_that_was_paused_in_a_download_enters_nothing_into_the_ledger_of_the_other() throws Exception {
        Stream stream = Stream.on(first.start());
        Hold download = store.answer("GET /.*" + stream.key() + "/segment_002.ts");
        stream.started().putAll(EIGHT_SECONDS);
        download.awaitReached();

        signal("STOP");
        second.start();
        stream.through(second).awaitCaptured(4);
        List<Map<String, Object>> ledger = ledger(stream);
        signal("CONT");
        download.close();
        await("the first looks again")
                .atMost(LONG)
                .until(() -> first.get("/health").statusCode() == 200);
        await("its download has ended").atMost(LONG).until(() -> first.workFolder()
                .resolve(stream.key())
                .resolve("segment_002.ts")
                .toFile()
                .exists());

        assertThat(ledger(stream)).isEqualTo(ledger);
        stream.ended().awaitCompleted();
        assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    @Test
    void one_whose_lease_ran_out_does_not_begin_its_own_work_a_second_time() {
        // no renewal comes between
        first.with("LEASE_TIME", "10m").with("LEASE_RENEWAL", "5m").start();
        Stream stream = Stream.on(first).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
        Stream next = Stream.on(first).started().putAll(EIGHT_SECONDS).awaitCaptured(4);
        ffmpeg.before();
        stream.ended();
        ffmpeg.awaitReached();

        first.sql(
                "UPDATE recording_capture SET lease_until = now() - interval '1 minute' WHERE stream_key = ? RETURNING 1",
                stream.key());
        next.ended();
        await("the next one is claimed").atMost(LONG).until(() -> first.logged()
                .contains("Concatenating 4 segments... recording=" + row(next).get("id")));
        ffmpeg.close();

        String recording = "recording=" + stream.awaitCompleted().path("id").asText();
        next.awaitCompleted();
        assertThat(first.logged().lines().filter(line -> line.contains("Concatenating ") && line.contains(recording)))
                .hasSize(1);
        assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    private boolean postponed(Stream stream, String reason) {
        String line = "Finalizing postponed: recording=" + row(stream).get("id");
        return second.logged().lines().anyMatch(logged -> logged.contains(line) && logged.contains(reason));
    }

    private void theOtherFinishesWhileTheFirstIsPaused(Stream stream, Hold hold, Callable<Boolean> firstHasEnded)
            throws Exception {
        signal("STOP");
        second.start();
        stream.through(second).awaitCompleted();
        Map<String, Object> row = row(stream);
        HeadObjectResponse object = object(stream);

        signal("CONT");
        hold.close();

        await("the first has come to its end").atMost(LONG).until(firstHasEnded);
        assertThat(row(stream)).isEqualTo(row);
        assertThat(object(stream).eTag()).isEqualTo(object.eTag());
        assertThat(object(stream).lastModified()).isEqualTo(object.lastModified());
        assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    private Map<String, Object> row(Stream stream) {
        return second.sql(
                        "SELECT r.id, r.status::text, r.file_path, r.file_size, r.completed_at, c.owner, c.error, c.stage"
                                + " FROM recordings r JOIN recording_capture c ON c.recording_id = r.id WHERE c.stream_key = ?",
                        stream.key())
                .get(0);
    }

    private List<Map<String, Object>> ledger(Stream stream) {
        return second.sql(
                "SELECT s.object_key, s.etag, s.captured_at, s.state FROM recording_segment s JOIN recording_capture c"
                        + " USING (recording_id) WHERE c.stream_key = ? ORDER BY s.object_key",
                stream.key());
    }

    private HeadObjectResponse object(Stream stream) {
        return second.s3()
                .headObject(head -> head.bucket(second.recordingsBucket()).key(stream.key() + ".mp4"));
    }

    private String path(Stream stream) {
        return second.recordingsBucket() + "/" + stream.key() + ".mp4";
    }

    private void deleteFromBucket(Stream stream, Path segment) {
        second.s3().deleteObject(delete -> delete.bucket(second.segmentsBucket())
                .key(stream.key() + "/" + segment.getFileName()));
    }

    private String owner(Stream stream) {
        return (String) stream.capture().get("owner");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(first.process().pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor(30, TimeUnit.SECONDS) && kill.exitValue() == 0).isTrue();
    }

    private long lines(String begin, String recording) {
        return second.logged()
                .lines()
                .filter(line -> line.contains(begin) && line.contains(recording))
                .count();
    }

    private static void awaitEmpty(Path folder) {
        await(folder + " is empty").atMost(LONG).until(() -> {
            String[] files = folder.toFile().list();
            return files == null || files.length == 0;
        });
    }
}
