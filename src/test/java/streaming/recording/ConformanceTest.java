package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.kit.Broadcasts;
import streaming.recording.kit.KitBroadcast;
import streaming.recording.kit.Publication;
import streaming.recording.kit.Right;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * Broadcasts that no ffmpeg writes, through the front door: all at once, then one test for each. {@code -Dbroadcast=slate} takes those
 * whose name has that word.
 */
@ExtendWith(RealParts.Extension.class)
class ConformanceTest {
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Recorder recorder;

    ConformanceTest(Recorder recorder) {
        this.recorder = recorder;
    }

    private record Sent(KitBroadcast broadcast, Publication source, Stream stream) {
    }

    @TestFactory
    List<DynamicTest> every_broadcast_of_the_kit_is_recorded_as_it_was_published() {
        String word = System.getProperty("broadcast", "");
        List<KitBroadcast> chosen = Broadcasts.all().stream().filter(broadcast -> broadcast.name().contains(word)).toList();
        AtomicReference<List<Sent>> sent = new AtomicReference<>();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            int number = i;
            tests.add(DynamicTest.dynamicTest(chosen.get(i).name(), () -> {
                if (sent.get() == null) {
                    sent.set(send(chosen));
                }
                judge(sent.get().get(number));
            }));
        }
        return tests;
    }

    private List<Sent> send(List<KitBroadcast> broadcasts) {
        List<Sent> all = broadcasts.parallelStream().map(broadcast -> new Sent(broadcast, broadcast.mux().get().publish(), Stream.on(recorder))).toList();
        all.forEach(sent -> sent.stream.started());
        all.forEach(sent -> sent.source.pieces().forEach(piece -> sent.stream.put(piece.name(), piece.bytes())));
        all.forEach(sent -> sent.stream.playlist(sent.source.playlist()));
        all.forEach(sent -> sent.stream.ended());
        return all;
    }

    private void judge(Sent sent) throws IOException {
        JsonNode recording = await(sent.broadcast.name() + ", see " + recorder.log()).atMost(LONG).pollInterval(Duration.ofMillis(200))
                .until(() -> sent.stream.recording(), ConformanceTest::isDone);
        JsonNode answer = sent.stream.report();
        List<String> faults = new ArrayList<>(sent.broadcast.right().faults(answer));
        if (recording.path("status").asText().equals("completed")) {
            Path mp4 = sent.stream.mp4();
            faults.addAll(sent.broadcast.right().faults(sent.source, Files.readAllBytes(mp4), Right.holes(answer)));
            Files.delete(mp4);
        }
        assertThat(faults).as("%s, key %s, see %s", sent.broadcast.name(), sent.stream.key(), recorder.log()).isEmpty();
    }

    private static boolean isDone(JsonNode recording) {
        return List.of("completed", "failed").contains(recording.path("status").asText());
    }
}
