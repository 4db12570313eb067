package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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

    /** As behind a proxy that sends each request to another one; they reach each other by a name that is not public. */
    @Test
    void each_of_three_answers_for_a_recording_that_one_of_them_holds() throws Exception {
        List<Recorder> all = List.of(first, second, third);
        all.forEach(recorder -> recorder.with("PUBLIC_HOSTS", "localhost"));
        start("500ms");
        Stream stream = Stream.on(first).putAll(FOUR_SECONDS).started().awaitCaptured(2);
        String recording = "/recording/" + stream.recording().path("id").asText();
        String playlist = first.get(recording + "/playlist.m3u8").body();
        List<String> segments =
                playlist.lines().filter(line -> line.startsWith("segments/")).toList();
        assertThat(segments).hasSize(2);

        for (Recorder recorder : all) {
            assertThat(recorder.get(recording + "/playlist.m3u8").body()).isEqualTo(playlist);
            assertThat(recorder.json(recorder.get(recording + "/report")).at("/report/segments/captured"))
                    .hasToString("2");
            assertThat(recorder.bytes(recording + "/poster")).startsWith(0xff, 0xd8);
            hasSegments(recorder, recording, segments);
        }
        String owner = (String) stream.capture().get("owner");
        Recorder holder = all.stream()
                .filter(recorder -> owner.contains("-" + recorder.process().pid() + "-"))
                .findFirst()
                .orElseThrow();
        List<Recorder> others =
                all.stream().filter(recorder -> recorder != holder).toList();
        FOUR_SECONDS.forEach(segment -> first.s3().deleteObject(delete -> delete.bucket(first.segmentsBucket())
                .key(stream.key() + "/" + segment.getFileName())));
        for (Recorder recorder : all) {
            hasSegments(recorder, recording, segments);
        }
        String segment = recording + "/" + segments.get(0);
        for (Recorder other : others) {
            assertThat(other.send(HttpRequest.newBuilder(other.uri(segment))
                                    .header("Recorder-Forwarded", "1 " + "0".repeat(64)))
                            .statusCode())
                    .as("what is forwarded is not forwarded again")
                    .isEqualTo(404);
        }

        holder.kill();
        for (Recorder other : others) {
            HttpResponse<String> answer = other.get(segment);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(answer.body()).contains("The instance that holds this recording does not answer");
            assertThat(other.get(recording + "/poster").statusCode()).isEqualTo(503);
        }
    }

    private static void hasSegments(Recorder recorder, String recording, List<String> segments) throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            assertThat(recorder.bytes(recording + "/" + segments.get(i)))
                    .isEqualTo(Files.readAllBytes(FOUR_SECONDS.get(i)));
        }
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
