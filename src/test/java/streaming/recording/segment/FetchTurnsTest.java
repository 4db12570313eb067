package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

class FetchTurnsTest {

    private static final int SHARE = 3;

    private long now;
    private FetchTurns turns;
    private List<SegmentTask> running;
    private List<String> fetched;
    private Set<String> ledger;

    @BeforeTry
    void begin() {
        turns = new FetchTurns(SHARE, () -> now);
        running = new ArrayList<>();
        fetched = new ArrayList<>();
        ledger = new HashSet<>();
    }

    /**
     * Whatever happens when: no more than the share is fetched at once, nothing twice, what could not be fetched or
     * entered comes again, and in the end all is in the ledger.
     */
    @Property(tries = 1_000)
    void every_segment_is_fetched_once_and_entered(
            @ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> steps,
            @ForAll @IntRange(min = 1, max = 70) int segments) {
        steps.forEach(step -> step(step, segments));
        while (ledger.size() < segments) {
            step(0, segments);
            step(1, segments);
            step(3, segments);
        }

        assertThat(fetched).doesNotHaveDuplicates().hasSize(segments);
        assertThat(turns.isBusy("r")).isFalse();
    }

    @Example
    void a_download_that_nobody_takes_up_is_begun_again_when_later_ones_were() {
        SegmentTask lost = turns.begin(List.of(task("k/0.ts"))).get(0);
        now += 61_000_000_000L;
        assertThat(turns.begin(List.of(task("k/0.ts")))).as("no other is known").isEmpty();
        SegmentTask later = turns.begin(List.of(task("k/1.ts"))).get(0);
        assertThat(turns.begin(List.of(task("k/0.ts")))).as("it may be next").isEmpty();
        turns.takenUp(later);

        List<SegmentTask> again = turns.begin(List.of(task("k/0.ts"), task("k/1.ts")));
        assertThat(again).extracting(task -> task.object().objectKey()).containsExactly("k/0.ts");

        assertThat(turns.end(lost)).as("it does come to its end").isEmpty();
        assertThat(turns.begin(List.of(task("k/0.ts")))).as("being fetched").isEmpty();
        turns.end(again.get(0));
        turns.end(later);
        assertThat(turns.isBusy("r")).isFalse();
    }

    @Example
    void a_download_that_was_taken_up_has_half_an_hour() {
        turns.takenUp(turns.begin(List.of(task("k/0.ts"))).get(0));
        now += 1_799_000_000_000L;
        turns.takenUp(turns.begin(List.of(task("k/1.ts"))).get(0));
        assertThat(turns.begin(List.of(task("k/0.ts")))).isEmpty();
        now += 1_000_000_000L;
        assertThat(turns.begin(List.of(task("k/0.ts")))).hasSize(1);
    }

    private void step(int step, int segments) {
        now += 300_000_000;
        switch (step) {
            case 0 -> begin(turns.begin(poll(segments)));
            case 1 -> end(true);
            case 2 -> end(false);
            default -> enter(step == 3);
        }
        assertThat(running.size()).isLessThanOrEqualTo(SHARE);
    }

    private List<SegmentTask> poll(int segments) {
        return IntStream.range(0, segments)
                .mapToObj(i -> "k/" + i + ".ts")
                .filter(key -> !ledger.contains(key))
                .map(FetchTurnsTest::task)
                .toList();
    }

    private void begin(List<SegmentTask> tasks) {
        running.addAll(tasks);
    }

    private void end(boolean fetchedIt) {
        if (!running.isEmpty()) {
            SegmentTask task = running.remove(0);
            if (fetchedIt) {
                fetched.add(task.object().objectKey());
                turns.keep(kept(task));
            }
            begin(turns.end(task));
        }
    }

    private void enter(boolean works) {
        KeptSegments kept = turns.take("r");
        if (kept != null) {
            assertThat(turns.take("r")).isNull();
            if (works) {
                kept.segments().forEach(segment -> ledger.add(segment.objectKey()));
                turns.entered(kept);
            }
            turns.given(kept);
        }
    }

    private static SegmentTask task(String key) {
        SegmentObject object = new SegmentObject(key, "f.ts", "e", "2026-01-01T00:00:00Z", 1, 0, null, false, true, 0);
        return new SegmentTask("r", "b", "f", object, false, false);
    }

    private static KeptSegment kept(SegmentTask task) {
        return new KeptSegment(
                "r",
                0,
                0,
                null,
                task.object().objectKey(),
                "e",
                "2026-01-01T00:00:00Z",
                1,
                "f",
                "captured",
                false,
                null,
                null,
                0,
                0,
                "[]",
                null,
                true,
                null);
    }
}
