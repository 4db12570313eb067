package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** What is old goes, and nothing else; what does not agree is said, and repaired where that loses nothing. */
@ExtendWith(RealParts.Extension.class)
class UpkeepTest {

    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(4)).make();

    @Tag("long")
    @Test
    void the_ledger_of_a_completed_recording_goes_with_its_objects_and_old_events_go_but_the_report_stays(
            RealParts parts) {
        try (Recorder recorder = parts.recorder().start()) {
            Stream gone = Stream.on(recorder).started().putAll(SOURCE).ended();
            Stream there = Stream.on(recorder).started().putAll(SOURCE).ended();
            for (Stream stream : List.of(gone, there)) {
                stream.awaitCompleted();
                stream.awaitStory("folder.deleted");
            }
            SOURCE.forEach(segment -> recorder.s3().deleteObject(delete -> delete.bucket(recorder.segmentsBucket())
                    .key(gone.key() + "/" + segment.getFileName())));
            JsonNode report = gone.report();
            recorder.sql("UPDATE recordings SET completed_at = completed_at - interval '2 hours'");
            recorder.sql("UPDATE recording_event SET at = at - interval '91 days' WHERE stream_key = ?", gone.key());
            recorder.kill();
            recorder.start();

            await("the ledger is gone")
                    .atMost(Duration.ofSeconds(120))
                    .until(() ->
                            rows(recorder, "recording_capture WHERE ledger_gone AND stream_key = ?", gone.key()) == 1);
            assertThat(rows(recorder, "recording_segment WHERE object_key LIKE ? || '/%'", gone.key()))
                    .isZero();
            assertThat(rows(recorder, "recording_segment WHERE object_key LIKE ? || '/%'", there.key()))
                    .isEqualTo(SOURCE.size());
            assertThat(rows(
                            recorder,
                            "recording_event WHERE at < now() - interval '90 days' AND stream_key = ?",
                            gone.key()))
                    .as("old events; a hand-over that failed once more is a new one")
                    .isZero();
            assertThat(there.story()).isNotEmpty();
            assertThat(gone.report()).isEqualTo(report);
        }
    }

    private static int rows(Recorder recorder, String from, String key) {
        return recorder.sql("SELECT 1 FROM " + from, key).size();
    }

    @Tag("long")
    @Test
    void what_is_older_than_retention_goes_and_what_is_a_video_stays(RealParts parts) {
        try (Recorder recorder = parts.recorder()
                .with("RETENTION", "30d")
                .with("RETENTION_DRY_RUN", "true")
                .start()) {
            Stream old = Stream.on(recorder).started().putAll(SOURCE).ended();
            Stream imported = Stream.on(recorder).started().putAll(SOURCE).ended();
            Stream played = Stream.on(recorder).started().putAll(SOURCE).ended();
            Stream young = Stream.on(recorder).started().putAll(SOURCE).ended();
            for (Stream stream : List.of(old, imported, played, young)) {
                stream.awaitCompleted();
                stream.awaitStory("folder.deleted");
            }
            String oldId = old.recording().path("id").asText();
            recorder.sql(
                    "UPDATE recordings SET completed_at = completed_at - interval '31 days' WHERE stream_id <> ?",
                    young.id());
            recorder.sql("UPDATE recordings SET video_id = gen_random_uuid() WHERE stream_id = ?", imported.id());
            recorder.sql(
                    "CREATE TABLE videos (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), recording_id UUID REFERENCES recordings(id) ON DELETE SET NULL)");
            recorder.sql(
                    "INSERT INTO videos (recording_id) SELECT id FROM recordings WHERE stream_id = ?", played.id());
            recorder.kill();
            recorder.start();

            await("said").atMost(Duration.ofSeconds(120)).until(() -> recorder.logged()
                    .contains("Retention would delete: " + recorder.recordingsBucket() + "/" + old.key()
                            + ".mp4 recording=" + oldId));
            assertThat(recorder.recordings(old.id()))
                    .as("a dry run deletes nothing")
                    .hasSize(1);

            recorder.kill();
            recorder.with("RETENTION_DRY_RUN", "false").start();

            await("deleted").atMost(Duration.ofSeconds(120)).until(() -> recorder.recordings(old.id())
                    .isEmpty());
            assertThat(keys(recorder)).as("object and poster").noneMatch(key -> key.startsWith(old.key()));
            for (Stream kept : List.of(imported, played, young)) {
                assertThat(recorder.recordings(kept.id())).hasSize(1);
                assertThat(keys(recorder)).contains(kept.key() + ".mp4", kept.key() + ".jpg");
            }
            assertThat(recorder.logged().split("Retention would delete: "))
                    .as("one, and in one run")
                    .hasSize(2);
            assertThat(recorder.json(recorder.get("/recording/" + oldId + "/events"))
                            .path("events"))
                    .extracting(event -> event.path("kind").asText())
                    .contains("recording.expired", "recording.deleted");
        }
    }

    @Test
    @Tag("long")
    void what_does_not_agree_is_said_and_what_loses_nothing_is_repaired(RealParts parts) throws Exception {
        try (Recorder recorder = parts.recorder().with("KEEP_FAILED", "1d").start()) {
            Stream healthy = Stream.on(recorder).started().putAll(SOURCE).ended();
            Stream lost = Stream.on(recorder).started().putAll(SOURCE).ended();
            Stream torn = Stream.on(recorder).started().putAll(SOURCE).awaitCaptured(2);
            healthy.awaitCompleted();
            lost.awaitCompleted();
            healthy.awaitStory("folder.deleted");
            lost.awaitStory("folder.deleted");
            assertThat(reconcile(recorder, "?dry_run=true"))
                    .as("nothing is wrong")
                    .isEmpty();

            String bucket = recorder.recordingsBucket();
            for (String end : List.of(".mp4", ".jpg")) {
                recorder.s3().deleteObject(delete -> delete.bucket(bucket).key(lost.key() + end));
            }
            String gone = UUID.randomUUID().toString();
            recorder.s3().putObject(put -> put.bucket(bucket).key("foreign.mp4"), RequestBody.fromString("another's"));
            for (String name : List.of("left.mp4", "left.jpg")) {
                recorder.s3()
                        .putObject(
                                put -> put.bucket(bucket).key(name).metadata(Map.of("recording-id", gone)),
                                RequestBody.fromString("ours"));
            }
            recorder.s3().createMultipartUpload(create -> create.bucket(bucket).key("begun.mp4"));
            Path oldFolder = Files.createDirectories(recorder.workFolder().resolve("nobody"));
            Files.setLastModifiedTime(
                    Files.writeString(oldFolder.resolve("segment_000.ts"), "x"),
                    FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            Files.setLastModifiedTime(oldFolder, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            Path youngFolder = Files.createDirectories(recorder.workFolder().resolve("somebody"));
            recorder.sql("UPDATE recordings SET status = 'processing' WHERE stream_id = ?", torn.id());

            List<String> said = reconcile(recorder, "?dry_run=true");

            assertThat(said)
                    .containsExactlyInAnyOrder(
                            "object-missing " + lost.key() + ".mp4 -",
                            "poster-missing " + lost.key() + ".jpg forgotten",
                            "object-unknown foreign.mp4 -",
                            "object-unknown left.mp4 -",
                            "object-unknown left.jpg deleted",
                            "upload-unfinished begun.mp4 -",
                            "folder-unknown nobody deleted",
                            "folder-unknown somebody -",
                            "state-stuck " + torn.key() + " ended, what was captured is joined");
            assertThat(keys(recorder)).as("a dry run changes nothing").contains("left.jpg");
            assertThat(oldFolder).exists();

            assertThat(reconcile(recorder, "")).containsExactlyInAnyOrderElementsOf(said);

            torn.awaitCompleted();
            torn.awaitStory("folder.deleted");
            assertThat(oldFolder).doesNotExist();
            assertThat(youngFolder).exists();
            assertThat(keys(recorder)).contains("foreign.mp4", "left.mp4").doesNotContain("left.jpg");
            assertThat(reconcile(recorder, "?dry_run=true"))
                    .as("what a person must decide")
                    .containsExactlyInAnyOrder(
                            "object-missing " + lost.key() + ".mp4 -",
                            "object-unknown foreign.mp4 -",
                            "object-unknown left.mp4 -",
                            "upload-unfinished begun.mp4 -",
                            "folder-unknown somebody -");
        }
    }

    @Tag("long")
    @Test
    void two_installations_with_one_work_folder_leave_each_other_s_folders_alone(RealParts parts) throws Exception {
        try (Recorder one = parts.recorder();
                Recorder other = parts.recorder()) {
            one.start();
            other.with("WORK_DIR", one.workFolder().toString()).start();
            String key = "shared-" + UUID.randomUUID();
            Stream over = Stream.on(one, key).started().putAll(SOURCE).ended();
            over.awaitCompleted();
            over.awaitStory("folder.deleted");

            Stream live = Stream.on(other, key).started().putAll(SOURCE).awaitCaptured(2);
            Stream next = Stream.on(one).started().putAll(SOURCE).ended();
            next.awaitCompleted();
            next.awaitStory("folder.deleted");
            Stream again = over.again().started();
            again.put("segment_100.ts", SOURCE.get(0)).put("segment_101.ts", SOURCE.get(1));
            again.awaitStory("folder.moved");

            for (Path segment : SOURCE) {
                assertThat(one.workFolder().resolve(key).resolve(segment.getFileName()))
                        .as("of the live recording of the other installation")
                        .exists();
            }
            assertThat(reconcile(one, "?dry_run=true")).noneMatch(finding -> finding.contains(" " + key + " "));
            for (Stream stream : List.of(live, again)) {
                stream.ended().awaitCompleted();
                assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4())))
                        .isEmpty();
                stream.awaitStory("folder.deleted");
            }
            assertThat(one.workFolder().resolve(key)).doesNotExist();
        }
    }

    private static List<String> reconcile(Recorder recorder, String query) {
        List<String> findings = new ArrayList<>();
        recorder.json(recorder.send(HttpRequest.newBuilder(recorder.uri("/maintenance/reconcile" + query))
                        .header("Authorization", "Bearer " + Recorder.ADMIN_TOKEN)
                        .POST(HttpRequest.BodyPublishers.noBody())))
                .path("findings")
                .forEach((JsonNode finding) -> findings.add(finding.path("kind").asText() + " "
                        + finding.path("name").asText() + " "
                        + finding.path("repair").asText("-").replace("null", "-")));
        return findings;
    }

    private static List<String> keys(Recorder recorder) {
        return recorder.s3().listObjectsV2(list -> list.bucket(recorder.recordingsBucket())).contents().stream()
                .map(object -> object.key())
                .toList();
    }
}
