package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
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
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.Wire;

/** An MP4 that goes up in parts, broken off at each of them: it is there at last, once, and nothing else is. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadFaultTest {

    private static final List<Path> SOURCE =
            Segments.of(Duration.ofSeconds(16)).size(1280, 720).make();

    private Wire wire;
    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) {
        wire = new Wire(parts.s3().endpoint());
        recorder = parts.recorder()
                .with("MINIO_ENDPOINT", wire.endpoint())
                .with("SEGMENT_DOWNLOAD_TIMEOUT", "2s")
                .with("UPLOAD_PART", "5")
                .with("LIVE_JOINS", "0")
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

    /** A request of the upload, and what becomes of its first three tries, which are all that one attempt makes. */
    enum At {
        CREATION("POST .*\\?uploads", fault -> fault.answers(503, "SlowDown")),
        CREATION_THAT_WAS_NOT_HEARD_OF("POST .*\\?uploads", fault -> fault.resetsAnswerAfter(0)),
        FIRST_PART("PUT .*partNumber=1&", fault -> fault.resetsRequestAfter(1_000_000)),
        SECOND_PART("PUT .*partNumber=2&", fault -> fault.holdsAnswerAfter(0)),
        LAST_PART("PUT .*partNumber=3&", fault -> fault.answers(500, "InternalError")),
        COMPLETION("POST .*\\?uploadId=", fault -> fault.answers(503, "SlowDown")),
        COMPLETION_THAT_WAS_NOT_HEARD_OF("POST .*\\?uploadId=", fault -> fault.resetsAnswerAfter(0)),
        THE_LOOK_AFTERWARDS("HEAD .*\\.mp4", fault -> fault.answers(500, ""));

        private final String request;
        private final Function<Wire.Fault, Wire.Fault> effect;

        At(String request, Function<Wire.Fault, Wire.Fault> effect) {
            this.request = request;
            this.effect = effect;
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_upload_that_breaks_off_is_made_again(At step) {
        Wire.Fault fault = step.effect.apply(wire.on(step.request).times(3));
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();

        assertUploadedOnce(stream);
        assertThat(fault.hits()).as("tries that met the fault").isEqualTo(3);
    }

    @Test
    void the_parts_of_a_killed_upload_are_not_left_behind() {
        Wire.Fault fault = wire.on("PUT .*partNumber=2&").holdsAnswerAfter(0);
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();
        await("the second part is under way").atMost(Duration.ofSeconds(90)).until(() -> fault.hits() > 0);
        assertThat(uploads()).isEqualTo(1);

        recorder.kill();
        fault.lift();
        recorder.start();

        assertUploadedOnce(stream);
    }

    private void assertUploadedOnce(Stream stream) {
        long size = stream.awaitCompleted().path("file_size").asLong();
        assertThat(size).as("three parts").isBetween(10L << 20, 15L << 20);
        assertThat(stream.mp4()).hasSize(size);
        assertThat(stream.report().at("/report/sha256").isMissingNode()).isFalse();
        assertThat(stream.capture().get("attempts")).isEqualTo(0);
        assertThat(uploads()).as("unfinished uploads").isZero();
        assertThat(recorder.s3()
                        .listObjectsV2(
                                list -> list.bucket(recorder.recordingsBucket()).prefix(stream.key() + ".mp4"))
                        .contents())
                .hasSize(1);
    }

    private int uploads() {
        return recorder.s3()
                .listMultipartUploads(list -> list.bucket(recorder.recordingsBucket()))
                .uploads()
                .size();
    }
}
