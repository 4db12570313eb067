package streaming.recording.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The Stream Service of the demo: one stream of its own, which is live or not, and those that people start by webhook.
 * It tells the recorder of its own, answers when asked, and deletes the live segments of a stream when it is told that
 * they are recorded.
 */
final class Neighbour implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final URI recorder;
    private final ObjectNode stream = JSON.createObjectNode();
    private final S3Client s3;
    private final HeardStreams heard;
    private final CountDownLatch told = new CountDownLatch(1);

    /** @param recorder the service that is told; @param s3 where the live segments are; @param heard other streams */
    Neighbour(URI recorder, String streamKey, S3Client s3, HeardStreams heard) throws IOException {
        this.recorder = recorder;
        this.s3 = s3;
        this.heard = heard;
        stream.put("id", UUID.randomUUID().toString())
                .put("stream_key", streamKey)
                .put("status", "offline")
                .put("user_id", UUID.randomUUID().toString())
                .put("title", "The demo's broadcast");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/streams", this::describe);
        server.createContext("/webhooks/recording-complete", this::complete);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void goLive() throws IOException, InterruptedException {
        stream.put("status", "live").put("started_at", now());
        tell("stream.started");
    }

    void end() throws IOException, InterruptedException {
        stream.put("status", "offline");
        tell("stream.ended");
    }

    /** Waits until the service answers; fails when the thread that it runs in has ended. */
    void awaitRecorder(Thread running) throws IOException, InterruptedException {
        while (running.isAlive()) {
            try {
                if (get("/health").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // it is not listening yet
            }
            Thread.sleep(100);
        }
        throw new IOException("nothing answers at " + recorder);
    }

    /** How far its recording is, for a person. */
    String recorded() {
        try {
            JsonNode recording = newest();
            return recording.isMissingNode()
                    ? "not recorded yet"
                    : recording.path("duration").asLong() + " s recorded ("
                            + recording.path("status").asText() + ")";
        } catch (IOException | InterruptedException e) {
            return "the service does not answer";
        }
    }

    /** Waits until its recording is completed or failed. */
    JsonNode awaitFinished() throws IOException, InterruptedException {
        while (true) {
            JsonNode recording = newest();
            String status = recording.path("status").asText();
            if (status.equals("completed") || status.equals("failed")) {
                return recording;
            }
            Thread.sleep(50);
        }
    }

    /** Waits until it was told that the recording is done; whether it was within that time. */
    boolean awaitTold(Duration longest) throws InterruptedException {
        return told.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until the recording is a video; null when it is none within that time. */
    String awaitVideo(String recordingId, Duration longest) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + longest.toNanos(); System.nanoTime() < end; Thread.sleep(50)) {
            JsonNode video = JSON.readTree(get("/recording/" + recordingId).body())
                    .path("recording")
                    .path("video_id");
            if (video.isTextual()) {
                return video.asText();
            }
        }
        return null;
    }

    private void describe(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            List<ObjectNode> streams = new ArrayList<>(heard.all());
            streams.add(stream);
            if (path.equals("/streams/live")) {
                ObjectNode list = JSON.createObjectNode();
                list.putArray("streams")
                        .addAll(streams.stream().filter(Neighbour::live).toList());
                answer(exchange, 200, list.toString());
                return;
            }
            String field = path.startsWith("/streams/by-key/") ? "stream_key" : "id";
            String asked = path.substring(path.lastIndexOf('/') + 1);
            Optional<ObjectNode> found = streams.stream()
                    .filter(one -> one.path(field).asText().equals(asked))
                    .findFirst();
            answer(
                    exchange,
                    found.isPresent() ? 200 : 404,
                    found.map(ObjectNode::toString).orElse("{\"error\":\"Stream not found\"}"));
        } catch (SQLException | SdkException e) {
            answer(exchange, 500, "{\"error\":\"Internal error\"}");
        }
    }

    private void complete(HttpExchange exchange) throws IOException {
        JsonNode recording = JSON.readTree(exchange.getRequestBody());
        String key = recording.path("stream_key").asText();
        heard.over(key);
        if (recording.path("success").asBoolean()) {
            List<String> segments = s3
                    .listObjectsV2Paginator(
                            list -> list.bucket(Platform.SEGMENTS).prefix(key + "/"))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .toList();
            segments.forEach(segment ->
                    s3.deleteObject(delete -> delete.bucket(Platform.SEGMENTS).key(segment)));
            Demo.say("Stream Service: " + key + " is recorded, so I delete its " + segments.size() + " live objects.");
        } else {
            Demo.say("Stream Service: " + key + " could not be recorded; I keep its live objects.");
        }
        answer(exchange, 200, "{\"message\":\"ok\"}");
        if (key.equals(stream.path("stream_key").asText())) {
            told.countDown();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static boolean live(ObjectNode stream) {
        return stream.path("status").asText().equals("live");
    }

    private void tell(String event) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("event", event)
                .put("stream_id", stream.path("id").asText())
                .put("stream_key", stream.path("stream_key").asText())
                .put("user_id", stream.path("user_id").asText())
                .put("timestamp", now())
                .toString();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(recorder.resolve("/webhook/stream"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(event + " was answered " + answer.statusCode() + " " + answer.body());
        }
    }

    /** The newest recording of the demo's own stream; missing when there is none. */
    private JsonNode newest() throws IOException, InterruptedException {
        for (JsonNode recording : JSON.readTree(get("/recordings").body()).path("recordings")) {
            if (recording.path("stream_id").equals(stream.path("id"))) {
                return recording;
            }
        }
        return MissingNode.getInstance();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(recorder.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
