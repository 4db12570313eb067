package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.StreamService;

/** GET /recording/{id}/events: everything that happened, with its cause, for as long as anybody asks. */
@ExtendWith(RealParts.Extension.class)
class StoryTest {

    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(4)).make();

    private final Recorder recorder;

    StoryTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @Test
    void the_story_of_a_recording_is_told_from_its_webhook_to_its_last_file() {
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).awaitCaptured(2);
        stream.awaitStory("segments.captured");
        stream.ended().awaitCompleted();
        stream.awaitStory("folder.deleted");

        List<JsonNode> story = stream.story();

        assertThat(story)
                .extracting(event -> event.path("kind").asText())
                .containsSubsequence(
                        "stream.started",
                        "recording.started",
                        "segments.captured",
                        "stream.ended",
                        "ffmpeg.join",
                        "ffprobe.audit",
                        "object.uploaded",
                        "recording.completed",
                        "folder.deleted");
        assertThat(story).extracting(event -> event.path("kind").asText()).contains("recording.ended", "ffmpeg.poster");
        assertThat(story).allSatisfy(event -> {
            assertThat(Instant.parse(event.path("at").asText()))
                    .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(1));
            assertThat(event.path("cause").asText()).as("cause of " + event).isNotBlank();
        });
        assertThat(story).extracting(event -> event.path("at").asText()).isSorted();
        assertThat(one(story, "stream.started").path("cause").asText()).isEqualTo("webhook");
        assertThat(one(story, "ffmpeg.join").path("exit").asInt(-1)).isZero();
        assertThat(one(story, "ffmpeg.join").path("seconds").asDouble()).isPositive();
        assertThat(one(story, "recording.completed").path("file_path"))
                .isEqualTo(stream.recording().path("file_path"));
    }

    @Test
    void a_damaged_segment_and_one_that_was_written_again_are_in_the_story() throws Exception {
        byte[] whole = Files.readAllBytes(SOURCE.get(0));
        Stream stream = Stream.on(recorder)
                .started()
                .put("segment_000.ts", "<html>not there yet</html>".getBytes(StandardCharsets.UTF_8))
                .put(SOURCE.get(1));

        assertThat(stream.awaitStory("segment.damaged").path("object_key").asText())
                .isEqualTo(stream.key() + "/segment_000.ts");
        stream.put("segment_000.ts", whole);

        assertThat(stream.awaitStory("segment.replaced").path("cause").asText())
                .isEqualTo("the object was written again");
        stream.awaitCaptured(2);
        assertThat(recorder.json(recorder.get(
                                "/overview/" + stream.recording().path("id").asText()))
                        .at("/recording/size")
                        .asLong())
                .as("the version that took the place of another counts, and no other")
                .isEqualTo(whole.length + Files.size(SOURCE.get(1)));
    }

    @Test
    @Tag("long")
    void a_program_that_fails_is_in_the_story_with_its_exit_status(RealParts parts) {
        try (Recorder other = parts.recorder().with("FFMPEG", "false").start()) {
            Stream stream = Stream.on(other).started().putAll(SOURCE).ended();

            assertThat(stream.awaitStory("ffmpeg.join").path("exit").asInt()).isEqualTo(1);
            assertThat(stream.awaitStory("recording.postponed").path("cause").asText())
                    .startsWith("exit status 1");
        }
    }

    @Test
    @Tag("long")
    void a_stream_that_was_found_by_asking_says_so(RealParts parts) {
        try (var service = new StreamService();
                Recorder other = parts.recorder()
                        .with("STREAM_SERVICE_URL", service.url())
                        .start()) {
            Stream stream = Stream.on(other);
            service.live(stream, Instant.now());

            await("recorded").atMost(Duration.ofSeconds(60)).until(() -> !other.recordings(stream.id())
                    .isEmpty());
            assertThat(stream.awaitStory("stream.started").path("cause").asText())
                    .isEqualTo("the Stream Service lists it as live");
        }
    }

    @Test
    void the_story_outlives_its_recording_and_an_id_that_never_was_has_none() {
        Stream stream = Stream.on(recorder).started().ended();
        String id = stream.awaitFailed().path("id").asText();
        stream.awaitStory("recording.failed");

        recorder.sql("DELETE FROM recordings WHERE id = ?::uuid", id);

        assertThat(recorder.get("/recording/" + id).statusCode()).isEqualTo(404);
        assertThat(recorder.json(recorder.get("/recording/" + id + "/events")).path("events"))
                .extracting(event -> event.path("kind").asText())
                .contains("stream.started", "recording.failed");
        assertThat(recorder.get("/recording/" + UUID.randomUUID() + "/events").statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_row_of_others_has_an_empty_story() {
        String id = UUID.randomUUID().toString();
        recorder.sql(
                "INSERT INTO recordings (id, file_path, status) VALUES (?::uuid, 'recordings/old.mp4', 'completed')",
                id);

        assertThat(recorder.get("/recording/" + id + "/events").body()).isEqualToIgnoringWhitespace("{\"events\": []}");
    }

    @Test
    void a_story_of_a_broken_month_has_its_newest_events_and_says_how_many_came_before() {
        String id = UUID.randomUUID().toString();
        recorder.sql(
                "INSERT INTO recording_event (kind, stream_key, recording_id, detail)"
                        + " SELECT 'segment.damaged', 'k', ?::uuid, jsonb_build_object('cause', n::text)"
                        + " FROM generate_series(1, 10050) n",
                id);

        JsonNode story = recorder.json(recorder.get("/recording/" + id + "/events"));

        assertThat(story.path("events")).hasSize(10_000);
        assertThat(story.path("events").get(0).path("cause").asText()).isEqualTo("51");
        assertThat(story.path("events_left_out").asInt()).isEqualTo(50);
    }

    private static JsonNode one(List<JsonNode> story, String kind) {
        return story.stream()
                .filter(event -> event.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
