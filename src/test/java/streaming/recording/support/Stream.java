package streaming.recording.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * One live stream as its broadcaster and the Stream Service see it: webhooks into the service, segments into the
 * bucket.
 */
public final class Stream {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Recorder recorder;
    private final String key;
    private final UUID id;
    private Instant clock = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private Stream(Recorder recorder, String key, UUID id) {
        this.recorder = recorder;
        this.key = key;
        this.id = id;
    }

    /** A stream whose key no other test uses. */
    public static Stream on(Recorder recorder) {
        return new Stream(recorder, "key-" + UUID.randomUUID(), UUID.randomUUID());
    }

    public static Stream on(Recorder recorder, String key) {
        return new Stream(recorder, key, UUID.randomUUID());
    }

    /** From now on another instance of the service is spoken to. */
    public Stream through(Recorder instance) {
        recorder = instance;
        return this;
    }

    /** The same broadcaster, another stream. */
    public Stream again() {
        Stream next = new Stream(recorder, key, UUID.randomUUID());
        next.clock = clock.plusSeconds(1);
        return next;
    }

    public String key() {
        return key;
    }

    public UUID id() {
        return id;
    }

    /** The timestamp of the next events, in whole seconds as the Stream Service sends them. */
    public Stream at(Instant time) {
        clock = time;
        return this;
    }

    public Instant clock() {
        return clock;
    }

    public Stream started() {
        assertThat(tell("stream.started").statusCode()).isEqualTo(200);
        return this;
    }

    public Stream ended() {
        clock = clock.plusSeconds(1);
        assertThat(tell("stream.ended").statusCode()).isEqualTo(200);
        return this;
    }

    public HttpResponse<String> tell(String event) {
        return recorder.post("/webhook/stream", event(event));
    }

    /** The JSON of a webhook, or of a message. */
    public String event(String event) {
        return JSON.createObjectNode()
                .put("event", event)
                .put("stream_id", id.toString())
                .put("stream_key", key)
                .put("user_id", UUID.randomUUID().toString())
                .put("timestamp", clock.toString())
                .toString();
    }

    /** Puts a segment into the bucket under its own name. */
    public Stream put(Path segment) {
        return put(segment.getFileName().toString(), segment);
    }

    public Stream put(String name, Path segment) {
        recorder.s3().putObject(put -> put.bucket(recorder.segmentsBucket()).key(key + "/" + name), segment);
        return this;
    }

    public Stream put(String name, byte[] content) {
        recorder.s3()
                .putObject(
                        put -> put.bucket(recorder.segmentsBucket()).key(key + "/" + name),
                        RequestBody.fromBytes(content));
        return this;
    }

    public Stream putAll(List<Path> segments) {
        segments.forEach(this::put);
        return this;
    }

    /** The only recording of this stream. */
    public List<JsonNode> recordings() {
        return recorder.recordings(id);
    }

    public JsonNode recording() {
        List<JsonNode> recordings = recorder.recordings(id);
        assertThat(recordings).as("recordings of stream %s", id).hasSize(1);
        return recordings.get(0);
    }

    /** Waits until so many segments are in the ledger as captured. */
    public Stream awaitCaptured(int segments) {
        await(segments + " segments of " + key + " captured, see " + recorder.log())
                .atMost(Recorder.LONG)
                .until(() -> recorder.sql(
                                        "SELECT 1 FROM recording_segment s JOIN recording_capture c USING (recording_id)"
                                                + " WHERE c.stream_key = ? AND s.state = 'captured'",
                                        key)
                                .size()
                        == segments);
        return this;
    }

    public JsonNode awaitCompleted() {
        return await("recording of " + key + " completed, see " + recorder.log())
                .atMost(Recorder.LONG)
                .until(
                        this::recording,
                        recording -> recording.path("status").asText().equals("completed"));
    }

    public JsonNode awaitFailed() {
        return await("recording of " + key + " failed, see " + recorder.log())
                .atMost(Recorder.LONG)
                .until(
                        this::recording,
                        recording -> recording.path("status").asText().equals("failed"));
    }

    /** The finished MP4, downloaded. */
    public Path mp4() {
        return mp4(recording());
    }

    public Path mp4(JsonNode recording) {
        String path = recording.path("file_path").asText();
        assertThat(path).startsWith(recorder.recordingsBucket() + "/");
        try (InputStream object = recorder.s3().getObject(get -> get.bucket(recorder.recordingsBucket())
                .key(path.substring(recorder.recordingsBucket().length() + 1)))) {
            Path file = Files.createTempFile("recording", ".mp4");
            Files.copy(object, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a media playlist; lines without a tag are segments of 2 s each. */
    public Stream playlist(String... lines) {
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:3\n");
        for (String line : lines) {
            text.append(line.startsWith("#") ? "" : "#EXTINF:2.0,\n")
                    .append(line)
                    .append('\n');
        }
        return put("playlist.m3u8", text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** GET /recording/{id}/report */
    public JsonNode report() {
        return recorder.json(recorder.get("/recording/" + recording().path("id").asText() + "/report"));
    }

    /** GET /recording/{id}/events: what happened, oldest first. */
    public List<JsonNode> story() {
        List<JsonNode> story = new ArrayList<>();
        recorder.json(recorder.get("/recording/" + recording().path("id").asText() + "/events"))
                .path("events")
                .forEach(story::add);
        return story;
    }

    /** Waits until something of that kind has happened. */
    public JsonNode awaitStory(String kind) {
        return await(kind + " in the story of " + key + ", see " + recorder.log())
                .atMost(Recorder.LONG)
                .until(
                        () -> story().stream()
                                .filter(event -> event.path("kind").asText().equals(kind))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The row of recording_capture of the only recording. */
    public Map<String, Object> capture() {
        return recorder.sql(
                        "SELECT * FROM recording_capture WHERE recording_id = ?::uuid",
                        recording().path("id").asText())
                .get(0);
    }
}
