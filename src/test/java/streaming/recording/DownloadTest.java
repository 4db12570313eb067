package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** What a person gets of a recording: a URL of its MP4, and its poster. */
@ExtendWith(RealParts.Extension.class)
class DownloadTest {

    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(4)).make();

    private final HttpClient anybody = HttpClient.newHttpClient();
    private final Recorder recorder;

    DownloadTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @Test
    void anybody_can_read_the_mp4_by_its_url_and_seek_in_it() throws Exception {
        JsonNode recording =
                Stream.on(recorder).started().putAll(SOURCE).ended().awaitCompleted();

        JsonNode answer =
                recorder.json(recorder.get("/recording/" + recording.path("id").asText() + "/url"));
        URI url = URI.create(answer.path("url").asText());

        assertThat(Instant.parse(answer.path("expires_at").asText()))
                .isBetween(Instant.now().plusSeconds(3_000), Instant.now().plusSeconds(3_601));
        assertThat(read(HttpRequest.newBuilder(url)).body())
                .hasSize(recording.path("file_size").asInt());
        assertThat(read(HttpRequest.newBuilder(url).header("Range", "bytes=4-7"))
                        .body())
                .isEqualTo("ftyp".getBytes(StandardCharsets.US_ASCII));
        assertThat(read(HttpRequest.newBuilder(URI.create(url.toString().replaceFirst("\\.mp4", ".jpg"))))
                        .statusCode())
                .as("the same signature for another object")
                .isEqualTo(403);
        assertThat(read(HttpRequest.newBuilder(URI.create(url.toString().split("\\?")[0])))
                        .statusCode())
                .as("without it")
                .isEqualTo(403);
    }

    @Test
    @Tag("long")
    void the_url_has_the_name_that_the_store_has_outside(RealParts parts) throws Exception {
        String outside = "http://localhost:" + parts.s3().endpoint().getPort();
        try (Recorder other = parts.recorder()
                .with("PUBLIC_S3_URL", outside)
                .with("URL_LIFETIME", "90s")
                .start()) {
            JsonNode recording =
                    Stream.on(other).started().putAll(SOURCE).ended().awaitCompleted();

            String url = other.json(
                            other.get("/recording/" + recording.path("id").asText() + "/url"))
                    .path("url")
                    .asText();

            assertThat(url)
                    .startsWith(outside + "/" + recording.path("file_path").asText() + "?")
                    .contains("X-Amz-Expires=90");
            assertThat(read(HttpRequest.newBuilder(URI.create(url))).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_recording_without_an_mp4_has_no_url_and_says_why() {
        Stream live = Stream.on(recorder).started();
        Stream failed = Stream.on(recorder).started().ended();
        failed.awaitFailed();

        HttpResponse<String> early =
                recorder.get("/recording/" + live.recording().path("id").asText() + "/url");
        HttpResponse<String> never =
                recorder.get("/recording/" + failed.recording().path("id").asText() + "/url");

        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(recorder.json(early).path("error").asText())
                .isEqualTo("Recording is not completed, its status is recording");
        assertThat(never.statusCode()).isEqualTo(409);
        assertThat(recorder.json(never).path("error").asText())
                .isEqualTo("Recording is not completed, its status is failed: no segment was captured");
        assertThat(recorder.get("/recording/" + UUID.randomUUID() + "/url").statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_poster_stands_beside_the_mp4_and_is_told_to_those_who_ask_for_the_recording() throws Exception {
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).ended();
        String id = stream.awaitCompleted().path("id").asText();
        String thumbnail = await("a poster")
                .atMost(Duration.ofSeconds(60))
                .until(() -> recorder.recording(id).path("thumbnail_path").asText(null), path -> path != null);

        HttpResponse<byte[]> poster = poster(id);

        assertThat(thumbnail).isEqualTo(recorder.recordingsBucket() + "/" + stream.key() + ".jpg");
        assertThat(poster.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(size(poster.body())).isEqualTo("mjpeg,640,360");
        assertThat(recorder.s3()
                        .getObjectAsBytes(
                                get -> get.bucket(recorder.recordingsBucket()).key(stream.key() + ".jpg"))
                        .asByteArray())
                .isEqualTo(poster.body());
        assertThat(recorder.recordings(stream.id()).get(0).has("thumbnail_path"))
                .as("in the list, the nine fields and no more")
                .isFalse();
    }

    @Test
    void a_live_recording_shows_what_came_last_and_a_poster_of_its_own_afterwards() throws Exception {
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).awaitCaptured(2);
        String id = stream.recording().path("id").asText();
        Path file = recorder.workFolder().resolve(stream.key()).resolve("live.jpg");

        HttpResponse<byte[]> live = poster(id);

        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
        assertThat(live.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(live.headers().firstValue("Cache-Control")).contains("private, max-age=60");
        assertThat(size(live.body())).isEqualTo("mjpeg,640,360");
        FileTime made = Files.getLastModifiedTime(file);
        assertThat(poster(id).body()).isEqualTo(live.body());
        assertThat(Files.getLastModifiedTime(file)).as("it was not made again").isEqualTo(made);
        FileTime old = FileTime.from(Instant.now().minusSeconds(70));
        Files.setLastModifiedTime(file, old);
        assertThat(poster(id).statusCode()).isEqualTo(200);
        assertThat(Files.getLastModifiedTime(file)).as("it was made again").isGreaterThan(old);

        stream.ended().awaitCompleted();
        stream.awaitStory("folder.deleted");
        assertThat(file).doesNotExist();
        await("its own poster").atMost(Duration.ofSeconds(60)).until(() -> recorder.recording(id)
                .has("thumbnail_path"));
        assertThat(size(poster(id).body())).isEqualTo("mjpeg,640,360");
        assertThat(poster(id).headers().firstValue("Cache-Control")).isEmpty();
    }

    @Test
    void a_live_recording_without_a_picture_yet_has_none_and_that_is_no_error() throws Exception {
        Stream silent = Stream.on(recorder).started();
        List<Path> spoken = Segments.of(Duration.ofSeconds(4)).withoutVideo().make();
        Stream sound = Stream.on(recorder).started().putAll(spoken).awaitCaptured(spoken.size());

        for (Stream stream : List.of(silent, sound)) {
            HttpResponse<byte[]> none = poster(stream.recording().path("id").asText());
            assertThat(none.statusCode()).isEqualTo(204);
            assertThat(none.body()).isEmpty();
            assertThat(none.headers().firstValue("Cache-Control")).contains("no-store");
            stream.ended();
        }
    }

    @Tag("long")
    @Test
    void many_who_ask_at_once_have_one_picture_made(RealParts parts) throws Exception {
        Path runs = Files.createTempFile("runs", "");
        Path program = Files.writeString(
                Files.createTempDirectory("program").resolve("ffmpeg"),
                "#!/bin/sh\n" + "case \"$*\" in *image2pipe*) echo one >>'" + runs + "' ;; esac\nexec '"
                        + Ffmpeg.ffmpeg() + "' \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Recorder other =
                parts.recorder().with("FFMPEG", program.toString()).start()) {
            Stream stream = Stream.on(other).started().putAll(SOURCE).awaitCaptured(2);
            HttpRequest request = HttpRequest.newBuilder(other.uri(
                            "/recording/" + stream.recording().path("id").asText() + "/poster"))
                    .build();

            List<CompletableFuture<HttpResponse<byte[]>>> answers = IntStream.range(0, 40)
                    .mapToObj(number -> anybody.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()))
                    .toList();

            assertThat(answers)
                    .extracting(answer -> answer.join().statusCode())
                    .isSubsetOf(200, 204)
                    .contains(200);
            assertThat(Files.readAllLines(runs)).hasSize(1);
        }
    }

    @Test
    void sound_alone_has_no_poster() {
        Stream stream = Stream.on(recorder)
                .started()
                .putAll(Segments.of(Duration.ofSeconds(4)).withoutVideo().make())
                .ended();
        String id = stream.awaitCompleted().path("id").asText();
        stream.awaitStory("folder.deleted");

        assertThat(recorder.recording(id).has("thumbnail_path")).isFalse();
        assertThat(recorder.get("/recording/" + id + "/poster").statusCode()).isEqualTo(404);
        assertThat(recorder.json(recorder.get("/recording/" + id + "/poster"))
                        .path("error")
                        .asText())
                .isEqualTo("Recording has no poster");
    }

    @Test
    void a_picture_of_others_stays_and_the_recording_is_completed() {
        Stream stream = Stream.on(recorder).started().putAll(SOURCE);
        recorder.s3()
                .putObject(
                        put -> put.bucket(recorder.recordingsBucket()).key(stream.key() + ".jpg"),
                        RequestBody.fromString("another's"));

        String id = stream.ended().awaitCompleted().path("id").asText();
        stream.awaitStory("folder.deleted");

        assertThat(recorder.s3()
                        .getObjectAsBytes(
                                get -> get.bucket(recorder.recordingsBucket()).key(stream.key() + ".jpg"))
                        .asUtf8String())
                .isEqualTo("another's");
        assertThat(recorder.recording(id).has("thumbnail_path")).isFalse();
    }

    @Test
    void a_poster_that_a_crash_prevented_is_made_afterwards() throws Exception {
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).awaitCaptured(2);
        String id = stream.recording().path("id").asText();
        // as if the process had died right after completing, before its poster was made and its folder cleaned
        recorder.sql(
                "CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.poster_name = NULL; NEW.folder = OLD.folder;"
                        + " RETURN NEW; END $$");
        recorder.sql("CREATE TRIGGER hold BEFORE UPDATE ON recording_capture FOR EACH ROW WHEN (OLD.recording_id = '"
                + id + "') EXECUTE FUNCTION hold()");
        stream.ended().awaitCompleted();
        assertThat(recorder.recording(id).has("thumbnail_path")).isFalse();
        recorder.sql("DROP TRIGGER hold ON recording_capture");

        Stream next = Stream.on(recorder).started().putAll(SOURCE).ended();
        next.awaitCompleted();

        await("the poster").atMost(Duration.ofSeconds(60)).until(() -> recorder.recording(id)
                .has("thumbnail_path"));
        assertThat(poster(id).statusCode()).isEqualTo(200);
    }

    private HttpResponse<byte[]> poster(String id) throws IOException, InterruptedException {
        return read(HttpRequest.newBuilder(recorder.uri("/recording/" + id + "/poster")));
    }

    private HttpResponse<byte[]> read(HttpRequest.Builder request) throws IOException, InterruptedException {
        return anybody.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String size(byte[] jpeg) throws IOException, InterruptedException {
        Path file = Files.write(Files.createTempFile("poster", ".jpg"), jpeg);
        Process probe = new ProcessBuilder(
                        Ffmpeg.ffprobe().toString(),
                        "-v",
                        "error",
                        "-show_entries",
                        "stream=codec_name,width,height",
                        "-of",
                        "csv=p=0",
                        file.toString())
                .start();
        return new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
