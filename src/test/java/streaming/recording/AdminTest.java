package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** What only an administrator may do: POST /recording/{id}/rebuild and DELETE /recording/{id}. */
@ExtendWith(RealParts.Extension.class)
class AdminTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();

    private final Recorder recorder;

    AdminTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @Test
    void without_the_setting_there_are_no_such_operations(RealParts parts) {
        try (Recorder closed = parts.recorder().with("ADMIN_TOKEN", "").start()) {
            String id = "/recording/" + UUID.randomUUID();
            for (String authorization : List.of("", "Bearer ", "Bearer " + Recorder.ADMIN_TOKEN)) {
                HttpResponse<String> delete = ask(closed, "DELETE", id, authorization);
                HttpResponse<String> rebuild = ask(closed, "POST", id + "/rebuild", authorization);

                assertThat(List.of(delete.statusCode(), rebuild.statusCode())).containsOnly(404);
                assertThat(delete.body())
                        .isEqualTo(rebuild.body())
                        .isEqualTo(ask(closed, "GET", "/nope", "").body());
            }
            assertThat(ask(closed, "PUT", id, "").headers().firstValue("Allow")).hasValue("GET");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic " + Recorder.ADMIN_TOKEN,
                Recorder.ADMIN_TOKEN,
                "Bearer " + Recorder.ADMIN_TOKEN + "x",
                "Bearer x" + Recorder.ADMIN_TOKEN,
                "Bearer " + Recorder.ADMIN_TOKEN + " x"
            })
    void another_token_opens_nothing(String authorization) {
        Stream stream = Stream.on(recorder).started().ended();
        String id = stream.awaitFailed().path("id").asText();

        for (String path : List.of("/recording/" + id, "/recording/" + id + "/rebuild")) {
            HttpResponse<String> answer =
                    ask(recorder, path.endsWith("rebuild") ? "POST" : "DELETE", path, authorization);

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("{\"error\":\"Unauthorized\"}");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"recording-service\"");
        }
        assertThat(stream.recording().path("status").asText()).isEqualTo("failed");
    }

    @Test
    void an_instance_that_drains_finishes_what_it_has_and_takes_nothing_new_until_it_is_told_to() {
        Stream before = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);

        HttpResponse<String> drained = recorder.asAdmin("POST", "/maintenance/drain");

        assertThat(drained.statusCode()).as(drained.body()).isEqualTo(200);
        assertThat(recorder.json(drained).path("draining").asBoolean()).isTrue();
        assertThat(recorder.json(drained).path("recordings").asInt()).isPositive();
        assertThat(recorder.get("/health").body()).contains("draining");
        before.ended().awaitCompleted();
        Stream fresh = Stream.on(recorder).started().putAll(FOUR_SECONDS);
        await("the new one waits").atMost(Duration.ofMinutes(2)).until(() -> recorder.observe("/metrics")
                .body()
                .matches("(?s).*recorder_recordings_waiting\\S* 1\\.0\n.*"));
        assertThat(fresh.capture().get("owner")).isNull();

        HttpResponse<String> resumed = recorder.asAdmin("DELETE", "/maintenance/drain");

        assertThat(recorder.json(resumed).path("draining").asBoolean(true)).isFalse();
        assertThat(recorder.logged())
                .as("who did it")
                .contains("Instance drains: it takes no new recordings peer=127.0.0.1")
                .contains("Instance resumes: it takes new recordings peer=127.0.0.1");
        fresh.awaitCaptured(2).ended().awaitCompleted();
    }

    @Test
    void a_failed_recording_is_rebuilt_from_the_segments_in_its_work_folder() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);
        String id = stream.recording().path("id").asText();
        fail(stream);
        FOUR_SECONDS.forEach(segment -> recorder.s3().deleteObject(delete -> delete.bucket(recorder.segmentsBucket())
                .key(stream.key() + "/" + segment.getFileName())));

        HttpResponse<String> answer = rebuild(id);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(recorder.json(answer).at("/recording/status").asText()).isEqualTo("processing");
        assertThat(recorder.json(answer).at("/recording/completed_at").isNull()).isTrue();
        stream.awaitCompleted();
        assertThat(Decoded.of(FOUR_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
        assertThat(events(id)).containsSubsequence("recording.rebuilt");
        assertThat(rebuild(id).body()).isEqualTo("{\"error\":\"Recording is completed\"}");
    }

    @Test
    void a_failed_recording_is_rebuilt_from_the_bucket_when_its_files_are_gone() throws Exception {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);
        String id = stream.recording().path("id").asText();
        fail(stream);
        for (Path segment : FOUR_SECONDS) {
            Files.delete(recorder.workFolder().resolve(stream.key()).resolve(segment.getFileName()));
        }

        assertThat(rebuild(id).statusCode()).isEqualTo(202);

        stream.awaitCompleted();
        assertThat(Decoded.of(FOUR_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
    }

    @Test
    void what_cannot_be_rebuilt_says_why_not() {
        Stream live = Stream.on(recorder).started();
        String id = live.recording().path("id").asText();
        assertThat(rebuild(id).statusCode()).isEqualTo(409);
        assertThat(rebuild(id).body()).isEqualTo("{\"error\":\"Recording is live\"}");

        live.ended().awaitFailed();

        assertThat(rebuild(id).statusCode()).isEqualTo(409);
        assertThat(rebuild(id).body()).isEqualTo("{\"error\":\"The segments of this recording are gone\"}");
        assertThat(rebuild(UUID.randomUUID().toString()).body()).isEqualTo("{\"error\":\"Recording not found\"}");
        assertThat(rebuild("1").statusCode()).isEqualTo(400);
    }

    @Test
    void ten_rebuilds_at_once_are_one() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);
        String id = stream.recording().path("id").asText();
        fail(stream);

        List<Integer> answers = java.util.stream.IntStream.range(0, 10)
                .parallel()
                .mapToObj(i -> rebuild(id).statusCode())
                .toList();

        assertThat(answers).containsOnly(202, 409).containsOnlyOnce(202);
        stream.awaitCompleted();
    }

    @Test
    void a_failed_recording_keeps_its_segments_for_as_long_as_the_setting_says() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);
        String id = stream.recording().path("id").asText();
        fail(stream);
        completeAnother();
        assertThat(recorder.workFolder().resolve(stream.key())).isNotEmptyDirectory();

        recorder.sql("UPDATE recordings SET completed_at = completed_at - interval '30 days' WHERE id = ?::uuid", id);

        assertThat(rebuild(id).body()).isEqualTo("{\"error\":\"The segments of this recording are gone\"}");
        completeAnother();
        await().atMost(Duration.ofSeconds(60)).until(() -> stream.capture().get("folder") == null);
        assertThat(recorder.workFolder().resolve(stream.key())).doesNotExist();
    }

    /** After which the work folders are tidied up. */
    private void completeAnother() {
        Stream other = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        other.awaitCompleted();
        await().atMost(Duration.ofSeconds(60)).until(() -> other.capture().get("folder") == null);
    }

    @Test
    void a_deleted_recording_leaves_its_events_and_nothing_else() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        JsonNode recording = stream.awaitCompleted();
        String id = recording.path("id").asText();

        HttpResponse<String> answer = delete(id);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Recording deleted\"}");
        assertThat(recorder.get("/recording/" + id).statusCode()).isEqualTo(404);
        assertThat(objects()).doesNotContain(stream.key() + ".mp4");
        assertThat(recorder.sql("SELECT 1 FROM recording_capture WHERE recording_id = ?::uuid", id))
                .isEmpty();
        assertThat(recorder.sql("SELECT 1 FROM recording_segment WHERE recording_id = ?::uuid", id))
                .isEmpty();
        assertThat(recorder.workFolder().resolve(stream.key())).doesNotExist();
        assertThat(recorder.json(recorder.get("/recording/" + id + "/events")).path("events"))
                .extracting(event -> event.path("kind").asText())
                // one that waited for the Stream Service is dropped at its next attempt
                .filteredOn(kind -> !kind.equals("hand-over.dropped"))
                .startsWith("stream.started")
                .containsSubsequence("stream.started", "stream.ended")
                .endsWith("recording.deleted");
        assertThat(delete(id).statusCode()).isEqualTo(404);
    }

    @Test
    void the_events_of_a_deleted_recording_do_not_bring_it_back() {
        Stream stream = Stream.on(recorder);
        var start = stream.clock();
        stream.started().putAll(FOUR_SECONDS).ended();
        String id = stream.awaitCompleted().path("id").asText();
        delete(id);

        stream.at(start).started();

        assertThat(recorder.recordings(stream.id())).isEmpty();
    }

    @Test
    void a_failed_recording_is_deleted_with_its_files() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);
        fail(stream);
        assertThat(recorder.workFolder().resolve(stream.key())).isNotEmptyDirectory();

        assertThat(delete(stream.recording().path("id").asText()).statusCode()).isEqualTo(200);

        assertThat(recorder.workFolder().resolve(stream.key())).doesNotExist();
    }

    @Test
    void an_object_that_is_not_ours_is_not_deleted() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        String id = stream.awaitCompleted().path("id").asText();
        recorder.s3()
                .putObject(
                        put -> put.bucket(recorder.recordingsBucket()).key(stream.key() + ".mp4"),
                        RequestBody.fromString("of somebody else"));

        assertThat(delete(id).statusCode()).isEqualTo(200);

        assertThat(objects()).contains(stream.key() + ".mp4");
        assertThat(recorder.logged()).contains("Object not deleted, it is not ours");
    }

    @Test
    void a_live_recording_and_one_being_processed_are_not_deleted() {
        Stream stream = Stream.on(recorder).started();
        String id = stream.recording().path("id").asText();

        assertThat(delete(id).statusCode()).isEqualTo(409);
        assertThat(delete(id).body()).isEqualTo("{\"error\":\"Recording is live\"}");

        recorder.sql(
                "UPDATE recording_capture SET next_attempt_at = now() + interval '1 hour' WHERE recording_id = ?::uuid",
                id);
        recorder.sql("UPDATE recordings SET status = 'processing' WHERE id = ?::uuid", id);
        assertThat(delete(id).body()).isEqualTo("{\"error\":\"Recording is being processed\"}");
        recorder.sql("UPDATE recordings SET status = 'recording' WHERE id = ?::uuid", id);
        stream.ended();
    }

    @Tag("long")
    @Test
    void a_deletion_that_was_interrupted_is_carried_on_after_the_next_start(RealParts parts) {
        try (Recorder killed = parts.recorder().start()) {
            Stream stream = Stream.on(killed).started().putAll(FOUR_SECONDS).ended();
            String id = stream.awaitCompleted().path("id").asText();
            // the state that a kill leaves between any two steps: marked, the rest here or not
            killed.sql("UPDATE recording_capture SET deleting_at = now() WHERE recording_id = ?::uuid", id);

            killed.kill().start();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> killed.get("/recording/" + id).statusCode() == 404);
            assertThat(killed.s3()
                            .listObjectsV2(list -> list.bucket(killed.recordingsBucket()))
                            .contents())
                    .isEmpty();
        }
    }

    @Tag("long")
    @Test
    void a_store_that_is_away_interrupts_a_deletion_and_the_next_one_finishes_it(RealParts parts) {
        try (Recorder recorder = parts.recorder().start()) {
            Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
            String id = stream.awaitCompleted().path("id").asText();
            recorder.stop().with("MINIO_ENDPOINT", "127.0.0.1:1").start();

            HttpResponse<String> away = send(recorder, "DELETE", "/recording/" + id);

            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.body()).isEqualTo("{\"error\":\"Object storage unavailable\"}");
            assertThat(recorder.get("/recording/" + id).statusCode()).isEqualTo(200);
            recorder.stop()
                    .with("MINIO_ENDPOINT", parts.s3().endpoint().getAuthority())
                    .start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> recorder.get("/recording/" + id).statusCode() == 404);
            assertThat(recorder.s3()
                            .listObjectsV2(list -> list.bucket(recorder.recordingsBucket()))
                            .contents())
                    .isEmpty();
        }
    }

    /** As a join that can never be done does. */
    private void fail(Stream stream) {
        String id = stream.recording().path("id").asText();
        recorder.sql(
                "UPDATE recording_capture SET ended_at = now(), next_attempt_at = now() + interval '1 hour', error = 'for a test',"
                        + " owner = NULL, stage = NULL, lease_until = NULL WHERE recording_id = ?::uuid",
                id);
        recorder.sql(
                "UPDATE recordings SET status = 'failed', completed_at = now() AT TIME ZONE 'UTC' WHERE id = ?::uuid",
                id);
    }

    private List<String> events(String id) {
        return recorder.sql("SELECT kind FROM recording_event WHERE recording_id = ?::uuid ORDER BY id", id).stream()
                .map(row -> (String) row.get("kind"))
                .toList();
    }

    private List<String> objects() {
        return recorder
                .s3()
                .listObjectsV2Paginator(list -> list.bucket(recorder.recordingsBucket()))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private HttpResponse<String> rebuild(String id) {
        return send(recorder, "POST", "/recording/" + id + "/rebuild");
    }

    private HttpResponse<String> delete(String id) {
        return send(recorder, "DELETE", "/recording/" + id);
    }

    private static HttpResponse<String> send(Recorder recorder, String method, String path) {
        return recorder.asAdmin(method, path);
    }

    private static HttpResponse<String> ask(Recorder recorder, String method, String path, String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(recorder.uri(path)).method(method, HttpRequest.BodyPublishers.noBody());
        return recorder.send(authorization.isEmpty() ? request : request.header("Authorization", authorization));
    }
}
