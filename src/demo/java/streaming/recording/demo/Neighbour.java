package streaming.recording.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Says and asks what the Stream Service would, over HTTP. */
final class Neighbour {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI service;

    Neighbour(URI service) {
        this.service = service;
    }

    /** Waits until something answers 200; fails when the thread that it runs in has ended. */
    static void awaitAnswer(URI uri, Thread running) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        while (running.isAlive()) {
            try {
                if (http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // it is not listening yet
            }
            Thread.sleep(100);
        }
        throw new IOException("nothing answers at " + uri);
    }

    /** Sends a webhook in the dialect of spec.md. */
    void tell(String event, UUID streamId, String streamKey) throws IOException, InterruptedException {
        String body = JSON.createObjectNode().put("event", event).put("stream_id", streamId.toString())
                .put("stream_key", streamKey).put("user_id", UUID.randomUUID().toString())
                .put("timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()).toString();
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(service.resolve("/webhook/stream"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(event + " was answered " + answer.statusCode() + " " + answer.body());
        }
    }

    /** How far the newest recording is, for a person. */
    String recorded() {
        try {
            JsonNode recording = newest();
            return recording.isMissingNode() ? "not recorded yet"
                    : recording.path("duration").asLong() + " s recorded (" + recording.path("status").asText() + ")";
        } catch (IOException | InterruptedException e) {
            return "the service does not answer";
        }
    }

    /** Waits until the newest recording is completed or failed. */
    JsonNode awaitFinished() throws IOException, InterruptedException {
        while (true) {
            JsonNode recording = newest();
            String status = recording.path("status").asText();
            if (status.equals("completed") || status.equals("failed")) {
                return recording;
            }
            Thread.sleep(100);
        }
    }

    private JsonNode newest() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(service.resolve("/recordings")).build(),
                HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body()).path("recordings").path(0);
    }
}
