package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import streaming.recording.embedded.S3Server;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Receiver;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** The VOD Service, anyone else, and the backup bucket get what is theirs. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceiversTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMPORT = "/videos/import-recording";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BACKUP = "backup-of-recordings";

    private final Receiver vod = new Receiver();
    private final Receiver other = new Receiver();
    private final S3Server backup = S3Server.builder().start();
    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) {
        backup.createBucket(BACKUP);
        vod.answers(IMPORT, 503, "");
        other.answers("/first", 200, "").answers("/second?a=b", 200, "");
        recorder = parts.recorder()
                .with("STREAM_NOTIFY", "off")
                .with("HAND_OVER_DELAY", "200ms")
                .with("VOD_SERVICE_URL", vod.url())
                .with("VOD_IMPORT", "on")
                .with("VOD_IMPORT_PATH", IMPORT)
                .with("VOD_TOKEN", "the-token")
                .with("VOD_INTERNAL_KEY", "the-key")
                .with("VOD_TITLE", "{title} of {stream_key}, {date}")
                .with("VOD_CATEGORY", "gaming")
                .with("VOD_VISIBILITY", "public")
                .with("VOD_IMPORT_TIMEOUT", "8s")
                .with("NOTIFY_URLS", other.url() + "/first, " + other.url() + "/second?a=b")
                .with("NOTIFY_SECRET", SECRET)
                .with("BACKUP_BUCKET", BACKUP)
                .with("BACKUP_ENDPOINT", backup.endpoint().getAuthority())
                .with("BACKUP_ACCESS_KEY", backup.accessKey())
                .with("BACKUP_SECRET_KEY", backup.secretKey())
                .start();
    }

    @AfterAll
    void stop() {
        recorder.close();
        vod.close();
        other.close();
        backup.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201})
    void an_imported_recording_has_the_id_of_its_video(int status) throws Exception {
        UUID video = UUID.randomUUID();
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS);
        String id = stream.recording().path("id").asText();
        vod.answers(IMPORT, id, status, "{\"message\":\"imported\",\"video_id\":\"" + video + "\"}");
        stream.ended().awaitCompleted();

        assertThat(awaitDone("vod", id)).containsEntry("outcome", "sent").containsEntry("answer", status);

        assertThat(recorder.recording(id).path("video_id").asText()).isEqualTo(video.toString());
        LoggedRequest request = vod.received(IMPORT, id).get(0);
        assertThat(request.getHeader("Authorization")).isEqualTo("Bearer the-token");
        assertThat(request.getHeader("X-Internal-API-Key")).isEqualTo("the-key");
        assertThat(UUID.fromString(request.getHeader("X-User-ID")))
                .isEqualTo(recorder.sql("SELECT user_id FROM recording_capture WHERE recording_id = ?::uuid", id)
                        .get(0)
                        .get("user_id"));
        JsonNode body = JSON.readTree(request.getBodyAsString());
        String date = recorder.recording(id).path("started_at").asText().substring(0, 10);
        assertThat(body)
                .isEqualTo(JSON.readTree("{\"recording_id\":\"" + id + "\",\"title\":\"" + stream.key() + " of "
                        + stream.key() + ", " + date + "\",\"description\":\"Recorded live on " + date
                        + ".\",\"category\":\"gaming\",\"visibility\":\"public\"}"));
    }

    @Test
    void an_import_that_fails_is_asked_for_again() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        String id = stream.awaitCompleted().path("id").asText();
        await().atMost(LONG).until(() -> vod.received(IMPORT, id).size() >= 2);
        assertThat(recorder.recording(id).path("video_id").isNull()).isTrue();

        vod.answers(IMPORT, id, 201, "{\"message\":\"imported\",\"video_id\":\"no id\"}");
        await().atMost(LONG)
                .until(() -> recorder.sql(
                                        "SELECT 1 FROM hand_over WHERE recording_id = ?::uuid AND error LIKE '%video_id%'",
                                        id)
                                .size()
                        == 1);
        vod.answers(IMPORT, id, 201, "{\"message\":\"imported\",\"video_id\":\"" + UUID.randomUUID() + "\"}");

        assertThat(awaitDone("vod", id)).containsEntry("outcome", "sent");
        assertThat(recorder.recording(id).path("video_id").isTextual()).isTrue();
    }

    @Test
    void an_import_may_take_longer_than_other_answers_and_not_for_ever() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS);
        String id = stream.recording().path("id").asText();
        String answer = "{\"message\":\"imported\",\"video_id\":\"" + UUID.randomUUID() + "\"}";
        vod.answersLate(IMPORT, id, 201, answer, Duration.ofSeconds(20));
        stream.ended().awaitCompleted();
        // the lease (3 s) is renewed meanwhile: nobody asks a second time
        await().atMost(LONG)
                .until(() -> recorder.sql(
                                        "SELECT 1 FROM hand_over WHERE recording_id = ?::uuid AND receiver = 'vod'"
                                                + " AND error ILIKE '%timed out%'",
                                        id)
                                .size()
                        == 1);

        vod.answersLate(IMPORT, id, 201, answer, Duration.ofMillis(5_500));

        assertThat(awaitDone("vod", id)).containsEntry("outcome", "sent");
    }

    @Test
    void a_video_id_that_is_there_already_stays() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS);
        String id = stream.recording().path("id").asText();
        UUID first = UUID.randomUUID();
        recorder.sql("UPDATE recordings SET video_id = ? WHERE id = ?::uuid", first, id);
        vod.answers(IMPORT, id, 200, "{\"message\":\"imported\",\"video_id\":\"" + UUID.randomUUID() + "\"}");
        stream.ended().awaitCompleted();

        awaitDone("vod", id);

        assertThat(recorder.recording(id).path("video_id").asText()).isEqualTo(first.toString());
    }

    @Test
    void each_notify_url_gets_the_recording_signed_and_one_that_is_down_holds_up_no_other() throws Exception {
        Stream stream = Stream.on(recorder).started();
        String id = stream.recording().path("id").asText();
        // that it has started: the messages of a stream key come in their order
        awaitDone("notify", id);
        other.answers("/second?a=b", id, 500, "");
        JsonNode recording = stream.putAll(FOUR_SECONDS).ended().awaitCompleted();

        await().atMost(LONG)
                .until(() -> !completed("/first", id).isEmpty()
                        && completed("/second?a=b", id).size() >= 2);
        other.answers("/second?a=b", id, 200, "");
        awaitDone("notify", id);

        LoggedRequest message = completed("/first", id).get(0);
        JsonNode body = JSON.readTree(message.getBodyAsString());
        assertThat(body.path("type").asText()).isEqualTo("recording.completed");
        assertThat(body.path("data").path("file_path")).isEqualTo(recording.path("file_path"));
        assertThat(body.path("data").path("id").asText()).isEqualTo(id);
        assertThat(body.path("data").path("stream_key").asText()).isEqualTo(stream.key());
        assertThat(body.path("data").path("title").isNull()).isTrue();
        assertThat(body.path("data").path("coverage").asDouble()).isEqualTo(100);
        assertThat(body.path("data").path("doubts")).isEmpty();
        assertSigned(message);
        List<LoggedRequest> attempts = completed("/second?a=b", id);
        attempts.forEach(this::assertSigned);
        assertThat(attempts)
                .extracting(attempt -> attempt.getHeader("webhook-id"))
                .containsOnly(attempts.get(0).getHeader("webhook-id"));
        assertThat(attempts.get(0).getHeader("webhook-id")).isNotEqualTo(message.getHeader("webhook-id"));
        assertThat(message.getHeaders().keys()).doesNotContain("firedTime", "Authorization", "CamelSqlRowCount");
    }

    @Test
    void a_start_is_told_before_anything_else() throws Exception {
        Stream stream = Stream.on(recorder).started();
        String id = stream.recording().path("id").asText();

        awaitDone("notify", id);

        LoggedRequest message = other.received("/first", id).get(0);
        JsonNode body = JSON.readTree(message.getBodyAsString());
        assertSigned(message);
        assertThat(body.path("type").asText()).isEqualTo("recording.started");
        assertThat(body.path("data").path("status").asText()).isEqualTo("recording");
        assertThat(body.path("data").path("stream_key").asText()).isEqualTo(stream.key());
        assertThat(recorder.sql("SELECT DISTINCT receiver FROM hand_over WHERE recording_id = ?::uuid", id))
                .hasSize(1);
        stream.ended();
    }

    @Test
    void failures_are_told_to_who_wants_them_and_no_secret_is_in_the_story() {
        Stream stream = Stream.on(recorder).started().ended();
        String id = stream.awaitFailed().path("id").asText();

        awaitDone("notify", id);

        assertThat(other.received("/first", id))
                .extracting(LoggedRequest::getBodyAsString)
                .satisfiesExactly(
                        started -> assertThat(started).contains("\"type\":\"recording.started\""),
                        failed -> assertThat(failed).contains("\"type\":\"recording.failed\""));
        assertThat(recorder.sql("SELECT DISTINCT receiver FROM hand_over WHERE recording_id = ?::uuid", id))
                .hasSize(1);
        assertThat(recorder.sql(
                        "SELECT detail::text AS detail FROM recording_event WHERE recording_id = ?::uuid AND kind = 'hand-over.sent'",
                        id))
                .as("of the start and of the failure, at two URLs")
                .hasSize(4)
                .allSatisfy(row -> assertThat((String) row.get("detail"))
                        .contains("\"host\": \"localhost")
                        .doesNotContain("/first", "a=b"));
    }

    @Test
    void the_backup_has_a_copy_of_the_mp4() throws IOException {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        String id = stream.awaitCompleted().path("id").asText();

        assertThat(awaitDone("backup", id)).containsEntry("outcome", "sent");

        assertThat(copy(stream.key() + ".mp4")).isEqualTo(java.nio.file.Files.readAllBytes(stream.mp4()));
    }

    @Test
    void a_copy_that_is_not_the_mp4_is_made_again_and_another_recordings_copy_stays() throws IOException {
        Stream damaged = Stream.on(recorder).started().putAll(FOUR_SECONDS);
        String id = damaged.recording().path("id").asText();
        put(damaged.key() + ".mp4", id, new byte[100]);
        Stream taken = Stream.on(recorder).started().putAll(FOUR_SECONDS);
        put(taken.key() + ".mp4", UUID.randomUUID().toString(), new byte[7]);
        damaged.ended().awaitCompleted();
        taken.ended().awaitCompleted();

        awaitDone("backup", id);
        awaitDone("backup", taken.recording().path("id").asText());

        assertThat(copy(damaged.key() + ".mp4")).isEqualTo(java.nio.file.Files.readAllBytes(damaged.mp4()));
        assertThat(copy(taken.key() + ".mp4")).hasSize(7);
        assertThat(copy(taken.key() + "-" + taken.recording().path("id").asText() + ".mp4"))
                .isEqualTo(java.nio.file.Files.readAllBytes(taken.mp4()));
    }

    @Test
    void a_backup_store_that_is_down_is_waited_for() throws IOException {
        backup.stop();
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        String id = stream.awaitCompleted().path("id").asText();
        await().atMost(LONG)
                .until(() -> recorder.sql(
                                        "SELECT 1 FROM hand_over WHERE recording_id = ?::uuid AND receiver = 'backup'"
                                                + " AND error IS NOT NULL",
                                        id)
                                .size()
                        == 1);

        backup.start();

        assertThat(awaitDone("backup", id)).containsEntry("outcome", "sent");
        assertThat(copy(stream.key() + ".mp4")).isEqualTo(java.nio.file.Files.readAllBytes(stream.mp4()));
    }

    /** Every hand-over of the recording to this receiver is over. */
    private Map<String, Object> awaitDone(String receiver, String recordingId) {
        return await("hand-over to " + receiver + ", see " + recorder.log())
                .atMost(LONG)
                .until(
                        () -> recorder.sql(
                                "SELECT * FROM hand_over WHERE receiver = ? AND recording_id = ?::uuid",
                                receiver,
                                recordingId),
                        rows -> !rows.isEmpty() && rows.stream().allMatch(row -> row.get("done_at") != null))
                .get(0);
    }

    /** What was received of the end, not of the start. */
    private List<LoggedRequest> completed(String path, String id) {
        return other.received(path, id).stream()
                .filter(message -> message.getBodyAsString().contains("\"recording.completed\""))
                .toList();
    }

    private void assertSigned(LoggedRequest message) {
        Map<String, List<String>> headers = new HashMap<>();
        message.getHeaders().all().forEach(header -> headers.put(header.key(), header.values()));
        assertThatCode(() -> new Webhook(SECRET).verify(message.getBodyAsString(), headers))
                .doesNotThrowAnyException();
    }

    private void put(String name, String recordingId, byte[] content) {
        backup.client()
                .putObject(
                        put -> put.bucket(BACKUP).key(name).metadata(Map.of("recording-id", recordingId)),
                        RequestBody.fromBytes(content));
    }

    private byte[] copy(String name) throws IOException {
        try (var object = backup.client().getObject(get -> get.bucket(BACKUP).key(name))) {
            return object.readAllBytes();
        }
    }
}
