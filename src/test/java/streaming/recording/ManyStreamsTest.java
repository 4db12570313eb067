package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Hold;
import streaming.recording.support.HoldingStore;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.StatementHold;
import streaming.recording.support.Stream;

/** What one stream costs does not grow with the number of the others (docs/reliability.md, "Load"). */
@ExtendWith(RealParts.Extension.class)
class ManyStreamsTest {

    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(4)).make();

    /**
     * The interval never comes in this test: the start of a stream is all that makes the service look into the bucket.
     */
    @Test
    void a_stream_that_starts_is_looked_after_at_once_and_the_others_at_their_interval(RealParts parts) {
        try (Recorder recorder = parts.recorder().with("MONITOR_INTERVAL", "1h").start()) {
            Stream first = Stream.on(recorder)
                    .put(SOURCE.get(0))
                    .started()
                    .awaitCaptured(1)
                    .put(SOURCE.get(1));

            List<Stream> others = List.of(
                    Stream.on(recorder).putAll(SOURCE),
                    Stream.on(recorder).putAll(SOURCE),
                    Stream.on(recorder).putAll(SOURCE));
            others.forEach(stream -> stream.started().awaitCaptured(2));

            first.awaitCaptured(1).ended().awaitCompleted();
            assertThat(Decoded.of(SOURCE).difference(Decoded.of(first.mp4()))).isEmpty();
        }
    }

    /**
     * Each download hands the turn to the next one of its recording; what belongs to one is not to gather in those
     * behind it.
     */
    @Tag("long")
    @Test
    void what_belongs_to_one_download_is_gone_when_the_three_hundredth_is_made(RealParts parts) throws IOException {
        int segments = 300;
        try (HoldingStore store = new HoldingStore(parts);
                Recorder recorder = parts.recorder()
                        .with("MINIO_ENDPOINT", store.endpoint())
                        .with("CAPTURE_SHARE", "1")
                        .start()) {
            Stream stream = Stream.on(recorder);
            for (int i = 0; i < segments; i++) {
                stream.put(String.format("segment_%03d.ts", i), SOURCE.get(0));
            }
            try (Hold last = store.request("GET .*/segment_" + (segments - 1) + "\\.ts")) {
                stream.started();
                last.awaitReached();

                assertThat(recorder.objects("io.micrometer.core.instrument.Timer$Sample"))
                        .as("measurements that are kept")
                        .isBetween(1L, 50L);
            }
            stream.awaitCaptured(segments);
        }
    }

    /**
     * Each webhook acts upon all that was heard; those that end several at once must not wait for one another, in any
     * order.
     */
    @Test
    @Tag("long")
    void an_end_that_is_held_up_holds_up_no_other(RealParts parts) {
        try (Recorder recorder = parts.recorder().start()) {
            Stream held = Stream.on(recorder).putAll(SOURCE).started().awaitCaptured(SOURCE.size());
            Stream other = Stream.on(recorder).putAll(SOURCE).started().awaitCaptured(SOURCE.size());
            CompletableFuture<Integer> answer;
            try (StatementHold hold = StatementHold.of(
                    recorder,
                    "UPDATE",
                    "recording_capture",
                    "NEW.stream_key = '" + held.key() + "' AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL")) {
                answer = CompletableFuture.supplyAsync(
                        () -> held.tell("stream.ended").statusCode());
                hold.awaitReached();

                other.ended().awaitCompleted();
            }
            assertThat(answer.join()).isEqualTo(200);
            held.awaitCompleted();
        }
    }

    /**
     * While they wait for their tail they look into the bucket; hundreds at once would take every connection to the
     * database.
     */
    @Tag("long")
    @Test
    void no_more_ended_recordings_are_in_hand_than_the_setting_says(RealParts parts) {
        try (Recorder recorder = parts.recorder()
                .with("SETTLE_TIME", "3s")
                .with("RECORDER_FINALIZE_MOST", "2")
                .with("RECORDER_FINALIZE_PARALLEL", "1")
                .start()) {
            recorder.sql("CREATE TABLE in_hand (recordings int)");
            recorder.sql(
                    "CREATE FUNCTION count_in_hand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                            + "INSERT INTO in_hand SELECT count(*) FROM recording_capture WHERE stage = 'finalize' AND owner IS NOT NULL; RETURN NULL; END $$");
            recorder.sql(
                    "CREATE TRIGGER count_in_hand AFTER UPDATE ON recording_capture FOR EACH STATEMENT EXECUTE FUNCTION count_in_hand()");

            List<Stream> streams = IntStream.range(0, 5)
                    .mapToObj(i -> Stream.on(recorder).putAll(SOURCE).started().awaitCaptured(SOURCE.size()))
                    .toList();
            streams.forEach(Stream::ended);
            streams.forEach(Stream::awaitCompleted);

            assertThat(recorder.sql("SELECT max(recordings) AS most FROM in_hand")
                            .get(0))
                    .containsEntry("most", 2);
        }
    }

    /**
     * Four times 100 MB of JSON do not fit into the 512 MB that a service under test has, together with what makes
     * them.
     */
    @Tag("long")
    @Test
    void a_list_of_three_hundred_thousand_recordings_is_answered_to_several_readers_at_once(RealParts parts) {
        try (Recorder recorder = parts.recorder().start()) {
            recorder.sql(
                    "INSERT INTO recordings (file_path, status) SELECT 'recordings/' || i || '.mp4', 'completed' FROM generate_series(1, 300000) i");

            List<CompletableFuture<HttpResponse<InputStream>>> readers = IntStream.range(0, 4)
                    .mapToObj(reader -> HttpClient.newHttpClient()
                            .sendAsync(
                                    HttpRequest.newBuilder(recorder.uri("/recordings"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofInputStream()))
                    .toList();

            readers.forEach(reader -> assertThat(objectsIn(reader.join())).isEqualTo(300_001));
            assertThat(recorder.get("/health").statusCode()).isEqualTo(200);
        }
    }

    private static long objectsIn(HttpResponse<InputStream> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        long objects = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream body = answer.body()) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    objects += buffer[i] == '{' ? 1 : 0;
                }
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
