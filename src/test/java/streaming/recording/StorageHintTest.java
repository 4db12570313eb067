package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** Nobody polls for an hour: what is captured is captured because the store said so. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
class StorageHintTest {

    private static final List<Path> TWENTY_SECONDS =
            Segments.of(Duration.ofSeconds(20)).make();

    private final RealParts parts;

    StorageHintTest(RealParts parts) {
        this.parts = parts;
    }

    @Test
    void a_segment_is_captured_when_the_store_says_that_it_is_there() {
        try (Recorder recorder = parts.recorder()
                .with("MONITOR_INTERVAL", "1h")
                .with("SEGMENT_EVENTS_FROM", "http")
                .start()) {
            Stream stream = Stream.on(recorder).started();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> recorder.sql(
                                            "SELECT 1 FROM recording_capture WHERE stream_key = ? AND owner IS NOT NULL",
                                            stream.key())
                                    .size()
                            == 1);
            for (int i = 0; i < TWENTY_SECONDS.size(); i++) {
                Path segment = TWENTY_SECONDS.get(i);
                long put = System.nanoTime();
                stream.put(segment);
                String event = "{\"Records\":[{\"eventName\":\"s3:ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\""
                        + recorder.segmentsBucket() + "\"},\"object\":{\"key\":\"" + stream.key() + "%2F"
                        + segment.getFileName() + "\"}}}]}";
                assertThat(recorder.post("/webhook/storage", event).statusCode())
                        .isEqualTo(200);
                stream.awaitCaptured(i + 1);
                LoggerFactory.getLogger("measured")
                        .info("from put to ledger: {} ms", (System.nanoTime() - put) / 1_000_000);
            }
            stream.ended().awaitCompleted();
        }
    }

    @Test
    void without_the_setting_there_is_no_such_webhook() {
        try (Recorder recorder = parts.recorder().start()) {
            assertThat(recorder.post("/webhook/storage", "{}").statusCode()).isEqualTo(404);
        }
    }
}
