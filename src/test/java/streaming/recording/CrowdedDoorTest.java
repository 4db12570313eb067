package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.support.RawHttp;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Wire;

/** Webhooks and health are served whatever others wait for: a long list, or a store that is silent. */
@ExtendWith(RealParts.Extension.class)
class CrowdedDoorTest {

    private static final String POSTER = UUID.randomUUID().toString();

    @TempDir
    private static Path temporary;

    private static Wire wire;
    private static Recorder recorder;

    @BeforeAll
    static void start(RealParts parts) {
        wire = new Wire(parts.s3().endpoint());
        recorder = parts.recorder()
                .with("MINIO_ENDPOINT", wire.endpoint())
                .with("HTTP_ANSWER_TIME", "6s")
                .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary)
                .start();
        recorder.sql("INSERT INTO recordings (stream_id, file_path, status, completed_at, started_at)"
                + " SELECT gen_random_uuid(), 'recordings/' || repeat('x', 900) || n || '.mp4', 'completed', now(), now()"
                + " FROM generate_series(1, 20000) n");
        recorder.sql(
                "INSERT INTO recordings (id, stream_id, file_path, status, completed_at)"
                        + " VALUES (?::uuid, gen_random_uuid(), 'recordings/silent.mp4', 'completed', now())",
                POSTER);
        recorder.sql(
                "INSERT INTO recording_capture (recording_id, stream_key, bucket, prefix, started_event_id,"
                        + " started_event_at, capture_since, ended_at, object_name, poster_name)"
                        + " VALUES (?::uuid, 'silent', 'b', 'silent/', 0, now(), now(), now(), 'silent.mp4', 'silent.jpg')",
                POSTER);
    }

    @AfterAll
    static void stop() {
        recorder.close();
        wire.close();
    }

    @Test
    void forty_posters_of_a_silent_store_take_no_place_of_a_webhook() {
        wire.on("GET .*silent[.]jpg").holdsAnswerAfter(0);
        List<RawHttp> viewers = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                viewers.add(RawHttp.to(recorder)
                        .send("GET /recording/" + POSTER + "/poster HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
            }
            await("the store is asked").until(() -> wire.count("GET .*silent[.]jpg") > 0);

            assertServed();

            assertThat(viewers.get(39).readToEnd())
                    .startsWith("HTTP/1.1 503 ")
                    .containsIgnoringCase("retry-after: 5")
                    .contains("{\"error\":\"Too many requests at once\"}");
            assertThat(viewers.get(0).readToEnd())
                    .as("nobody waits longer than HTTP_ANSWER_TIME")
                    .isEmpty();
        } finally {
            viewers.forEach(RawHttp::close);
            wire.clear();
        }
    }

    @Test
    @Tag("long")
    void forty_readers_of_the_list_who_do_not_read_take_no_place_of_a_webhook_and_no_disk() throws IOException {
        List<RawHttp> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                readers.add(RawHttp.to(recorder).send("GET /recordings HTTP/1.1\r\nHost: x\r\n\r\n"));
            }

            assertServed();

            assertThat(readers.get(59).firstLine()).isEqualTo("HTTP/1.1 503 Service Unavailable");
            assertThat(written()).as("copies of answers").isEmpty();
            await("they are let go after HTTP_ANSWER_TIME, and what was made for them is gone")
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> recorder.get("/recordings?limit=1").statusCode() == 200 && openLists() == 0);
        } finally {
            readers.forEach(RawHttp::close);
        }
    }

    private static void assertServed() {
        assertThat(recorder.get("/health").statusCode()).isEqualTo(200);
        assertThat(streaming.recording.support.Stream.on(recorder)
                        .tell("stream.started")
                        .statusCode())
                .isEqualTo(200);
        assertThat(recorder.get("/recording/" + POSTER).statusCode()).isEqualTo(200);
    }

    /** Files that the service keeps open though they have no name any more. */
    private static long openLists() throws IOException {
        try (Stream<Path> open =
                Files.list(Path.of("/proc", Long.toString(recorder.process().pid()), "fd"))) {
            return open.map(CrowdedDoorTest::target)
                    .filter(file -> file.endsWith(".json (deleted)"))
                    .count();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed in between";
        }
    }

    private static List<Path> written() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("camel"))
                    .toList();
        }
    }
}
