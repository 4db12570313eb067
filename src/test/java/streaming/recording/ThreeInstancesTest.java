package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** Three instances share one database and its buckets; all webhooks go to the first. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
class ThreeInstancesTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();
    private static final Duration LONG = Duration.ofSeconds(120);

    private final Recorder first;
    private final Recorder second;
    private final Recorder third;

    ThreeInstancesTest(RealParts parts) {
        // longer than a busy machine may keep a renewal waiting
        first = parts.recorder().with("LIVE_JOINS", "0").with("LEASE_TIME", "20s");
        second = first.twin();
        third = first.twin().with("WORK_DIR", first.workFolder() + "-of-third");
    }

    @AfterEach
    void stop() {
        List.of(first, second, third).forEach(Recorder::close);
    }

    /** The interval never comes in this test: only a wake-up makes the others look. */
    @Test
    void a_webhook_at_one_is_acted_upon_by_another_that_has_more_room_before_its_next_poll() {
        start("1h");
        List<Stream> streams = streams(6);

        streams.forEach(stream -> stream.awaitCaptured(2));

        assertThat(loads()).hasSize(3).allSatisfy((owner, load) -> assertThat(load)
                .isEqualTo(2));
        streams.forEach(stream -> assertThat(
                        stream.ended().awaitCompleted().path("duration").asInt())
                .isEqualTo(4));
        assertThat(Decoded.of(FOUR_SECONDS).difference(Decoded.of(streams.get(5).mp4())))
                .isEmpty();
    }

    @Test
    void thirty_streams_are_shared_evenly_and_so_are_those_of_one_that_is_killed() {
        start("500ms");
        List<Stream> streams = streams(30);

        streams.forEach(stream -> stream.awaitCaptured(2));
        assertThat(loads()).hasSize(3).allSatisfy((owner, load) -> assertThat(load)
                .isBetween(7L, 13L));

        String killed = loads().keySet().stream()
                .filter(owner -> owner.contains("-" + first.process().pid() + "-"))
                .findFirst()
                .orElseThrow();
        first.kill();
        await("the others have what it held").atMost(LONG).until(() -> !loads().containsKey(killed));

        assertThat(loads()).hasSize(2).allSatisfy((owner, load) -> assertThat(load)
                .isBetween(11L, 19L));
        streams.forEach(stream -> stream.through(third).ended());
        streams.forEach(stream ->
                assertThat(stream.awaitCompleted().path("duration").asInt()).isEqualTo(4));
    }

    private void start(String interval) {
        for (Recorder recorder : List.of(first, second, third)) {
            recorder.with("MONITOR_INTERVAL", interval).start();
        }
        await("each knows of the others")
                .atMost(LONG)
                .until(() -> first.sql("SELECT 1 FROM recording_instance WHERE alive_until > now()")
                                .size()
                        == 3);
    }

    private List<Stream> streams(int number) {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            streams.add(Stream.on(first).putAll(FOUR_SECONDS).started());
        }
        return streams;
    }

    private Map<String, Long> loads() {
        Map<String, Long> loads = new TreeMap<>();
        second.sql("SELECT owner, count(*) AS load FROM recording_capture WHERE ended_at IS NULL AND owner IS NOT NULL"
                        + " GROUP BY owner")
                .forEach(row -> loads.put((String) row.get("owner"), (Long) row.get("load")));
        return loads;
    }
}
