package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Hold;
import streaming.recording.support.HoldingStore;
import streaming.recording.support.ProgramHold;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.StatementHold;
import streaming.recording.support.Stream;

/**
 * {@code kill -9} at each step of the life of a recording. The step is held up by the part that the service is just
 * using (PostgreSQL, the store, ffmpeg), which says that it was reached; then the process is killed, and started again.
 */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillPointTest {

    private static final List<Path> SIX_SECONDS =
            Segments.of(Duration.ofSeconds(6)).make();
    private static final Decoded FRAMES = Decoded.of(SIX_SECONDS);

    private HoldingStore store;
    private ProgramHold ffmpeg;
    private ProgramHold ffprobe;
    private Recorder recorder;

    private enum During {
        BROADCAST,
        FINALIZING
    }

    /** What becomes of the statement whose client was killed. */
    private enum Statement {
        IS_LOST,
        GOES_THROUGH
    }

    enum KillPoint {
        BEFORE_THE_START_IS_DURABLE(
                During.BROADCAST, statement("INSERT", "stream_event", "NEW.kind = 'stream.started'")),
        BETWEEN_THE_START_AND_THE_RECORDING(During.BROADCAST, statement("INSERT", "recording_capture", "true")),
        WHILE_THE_BUCKET_IS_LISTED(
                During.BROADCAST,
                (test, stream) ->
                        test.store.request("GET /" + test.recorder.segmentsBucket() + "\\?.*" + stream.key() + ".*")),
        WHILE_A_SEGMENT_DOWNLOADS(
                During.BROADCAST, (test, stream) -> test.store.request("GET /.*" + stream.key() + "/segment_001.ts")),
        BETWEEN_A_SEGMENT_S_FILE_AND_THE_LEDGER(
                During.BROADCAST, statement("INSERT", "recording_segment", "NEW.object_key LIKE '%segment\\_001.ts'")),
        WHEN_A_SEGMENT_IS_IN_THE_LEDGER_AND_NOBODY_HEARD_IT(
                During.BROADCAST,
                Statement.GOES_THROUGH,
                statement("INSERT", "recording_segment", "NEW.object_key LIKE '%segment\\_002.ts'")),
        BEFORE_THE_END_IS_DURABLE(During.FINALIZING, statement("INSERT", "stream_event", "NEW.kind = 'stream.ended'")),
        BETWEEN_THE_END_AND_PROCESSING(
                During.FINALIZING, statement("UPDATE", "recordings", "NEW.status = 'processing'")),
        WHEN_IT_IS_CLAIMED(During.FINALIZING, statement("UPDATE", "recording_capture", "NEW.stage = 'finalize'")),
        WHILE_THE_TAIL_IS_AWAITED(
                During.FINALIZING, (test, stream) -> test.store.request("GET /.*" + stream.key() + "/playlist.m3u8")),
        BEFORE_FFMPEG_READS(During.FINALIZING, (test, stream) -> test.ffmpeg.before()),
        WHEN_FFMPEG_HAS_WRITTEN_AND_NOBODY_HEARD_IT(During.FINALIZING, (test, stream) -> test.ffmpeg.after()),
        WHILE_FFPROBE_LOOKS(During.FINALIZING, (test, stream) -> test.ffprobe.before()),
        WHEN_THE_NAME_IS_RESERVED(
                During.FINALIZING,
                Statement.GOES_THROUGH,
                statement("UPDATE", "recording_capture", "NEW.object_name IS NOT NULL AND OLD.object_name IS NULL")),
        BEFORE_THE_UPLOAD(During.FINALIZING, (test, stream) -> test.store.request("HEAD /.*" + stream.key() + ".mp4")),
        DURING_THE_UPLOAD(
                During.FINALIZING, (test, stream) -> test.store.request("(PUT|POST) /.*" + stream.key() + ".mp4.*")),
        WHEN_THE_OBJECT_IS_STORED_AND_NOBODY_HEARD_IT(
                During.FINALIZING,
                (test, stream) -> test.store.answer("(PUT /.*|POST /.*uploadId=.*)" + stream.key() + ".mp4")),
        BETWEEN_UPLOAD_AND_COMPLETE(During.FINALIZING, statement("UPDATE", "recordings", "NEW.status = 'completed'")),
        BETWEEN_COMPLETE_AND_CLEAN(
                During.FINALIZING,
                Statement.GOES_THROUGH,
                statement("UPDATE", "recordings", "NEW.status = 'completed'")),
        WHILE_CLEANING(
                During.FINALIZING,
                statement(
                        "UPDATE",
                        "recording_capture",
                        "NEW.report ->> 'sha256' IS NOT NULL AND OLD.folder IS NOT NULL")),
        WHEN_THE_FOLDER_IS_GONE_AND_ITS_ROW_NAMES_IT(
                During.FINALIZING,
                statement("UPDATE", "recording_capture", "NEW.folder IS NULL AND OLD.folder IS NOT NULL"));

        private final During phase;
        private final Statement statement;
        private final BiFunction<KillPointTest, Stream, Hold> hold;

        KillPoint(During phase, BiFunction<KillPointTest, Stream, Hold> hold) {
            this(phase, Statement.IS_LOST, hold);
        }

        KillPoint(During phase, Statement statement, BiFunction<KillPointTest, Stream, Hold> hold) {
            this.phase = phase;
            this.statement = statement;
            this.hold = hold;
        }

        private static BiFunction<KillPointTest, Stream, Hold> statement(
                String change, String table, String condition) {
            return (test, stream) -> StatementHold.of(test.recorder, change, table, condition);
        }
    }

    @BeforeAll
    void start(RealParts parts) {
        store = new HoldingStore(parts);
        ffmpeg = new ProgramHold(Ffmpeg.ffmpeg());
        ffprobe = new ProgramHold(Ffmpeg.ffprobe());
        recorder = parts.recorder()
                .with("MINIO_ENDPOINT", store.endpoint())
                .with("FFMPEG", ffmpeg.path())
                .with("FFPROBE", ffprobe.path())
                .with("LEASE_TIME", "2s")
                .with("LEASE_RENEWAL", "500ms")
                .with("SETTLE_TIME", "300ms")
                .with("MONITOR_INTERVAL", "300ms")
                .with("LIVE_JOINS", "0")
                .start();
    }

    @AfterAll
    void stop() {
        recorder.close();
        store.close();
    }

    @BeforeEach
    void startAgainAfterAFailure() {
        if (!recorder.process().isAlive()) {
            recorder.start();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_recording_is_finished_after_a_kill(KillPoint point) throws IOException {
        Stream stream = Stream.on(recorder);
        Instant start = stream.clock();
        CompletableFuture<Void> sender;
        if (point.phase == During.FINALIZING) {
            stream.started().putAll(SIX_SECONDS).awaitCaptured(3);
            stream.at(start.plusSeconds(1));
        }
        try (Hold hold = point.hold.apply(this, stream)) {
            sender = CompletableFuture.runAsync(
                    () -> stream.tell(point.phase == During.FINALIZING ? "stream.ended" : "stream.started"));
            if (point.phase == During.BROADCAST) {
                stream.putAll(SIX_SECONDS);
            }
            hold.awaitReached();
            recorder.kill();
            if (point.statement == Statement.IS_LOST && hold instanceof StatementHold statement) {
                statement.cutOff();
            }
        }
        sender.handle((answered, cutOff) -> null).join();
        recorder.start();

        stream.at(start).tell("stream.started");
        stream.at(start.plusSeconds(1)).tell("stream.ended");

        stream.awaitCompleted();
        assertThat(FRAMES.difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.recording().path("duration").asInt()).isEqualTo(6);
        assertNothingIsLeft(stream);
    }

    private void assertNothingIsLeft(Stream stream) {
        await("nothing is held or kept any more")
                .atMost(Duration.ofSeconds(120))
                .until(
                        stream::capture,
                        row -> row.get("owner") == null && row.get("folder") == null && row.get("stage") == null);
        assertThat(recorder.workFolder().toFile().list((folder, name) -> name.startsWith(stream.key())))
                .isEmpty();
        assertThat(recorder.sql(
                        "SELECT kind FROM stream_event WHERE stream_key = ? AND acted_at IS NULL", stream.key()))
                .isEmpty();
        assertThat(recorder.s3()
                        .listObjectsV2(
                                list -> list.bucket(recorder.recordingsBucket()).prefix(stream.key()))
                        .contents())
                .extracting(S3Object::key)
                .contains(stream.key() + ".mp4")
                .isSubsetOf(stream.key() + ".mp4", stream.key() + ".jpg");
        assertThat(recorder.s3()
                        .listMultipartUploads(list -> list.bucket(recorder.recordingsBucket()))
                        .uploads())
                .extracting(MultipartUpload::key)
                .isEmpty();
    }
}
