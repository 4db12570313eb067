package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.kit.Broadcasts;
import streaming.recording.kit.KitBroadcast;
import streaming.recording.kit.ServiceRun;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;

/**
 * Broadcasts that no ffmpeg writes, through the front door: all at once, then one test for each.
 * {@code -Dbroadcast=slate} takes those whose name has that word.
 */
@ExtendWith(RealParts.Extension.class)
class ConformanceTest {
    /** For all of them, from the end of the last stream on. */
    private static final Duration LONG = Duration.ofSeconds(Integer.getInteger("conformance.wait", 90));

    private final Recorder recorder;
    private List<ServiceRun> runs;
    private Instant deadline;

    ConformanceTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @TestFactory
    List<DynamicTest> every_broadcast_of_the_kit_is_recorded_as_it_was_published() {
        String word = System.getProperty("broadcast", "");
        List<KitBroadcast> chosen = Broadcasts.all().stream()
                .filter(broadcast -> broadcast.name().contains(word))
                .toList();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            int number = i;
            tests.add(DynamicTest.dynamicTest(chosen.get(i).name(), () -> judge(chosen, number)));
        }
        return tests;
    }

    private void judge(List<KitBroadcast> all, int number) {
        if (runs == null) {
            runs = ServiceRun.send(recorder, all);
            deadline = Instant.now().plus(LONG);
        }
        ServiceRun run = runs.get(number);
        assertThat(run.faults(deadline))
                .as("%s, key %s, see %s", run.broadcast(), run.stream().key(), recorder.log())
                .isEmpty();
    }
}
