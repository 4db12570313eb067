package streaming.recording.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import streaming.recording.embedded.Postgres;

/**
 * The VOD Service of the demo: it imports recordings into its table {@code videos}, in the database that it shares with
 * the recorder, and asks the recorder meanwhile what it imports. Asked again, it answers with the same video.
 */
final class VodService implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final URI recorder;
    private final Postgres postgres;

    VodService(URI recorder, Postgres postgres) throws IOException {
        this.recorder = recorder;
        this.postgres = postgres;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/import-recording", this::importRecording);
        server.createContext("/videos/import-recording", this::importRecording);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void importRecording(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        try {
            answer(exchange, request);
        } catch (SQLException | InterruptedException e) {
            Demo.say("VOD Service: the import failed: " + e.getMessage());
            send(exchange, 500, "{\"error\":\"Internal error\"}");
        }
    }

    private void answer(HttpExchange exchange, JsonNode request)
            throws IOException, SQLException, InterruptedException {
        String id = request.path("recording_id").asText();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(recorder.resolve("/recording/" + id)).build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode recording = JSON.readTree(answer.body()).path("recording");
        if (answer.statusCode() != 200 || !recording.path("status").asText().equals("completed")) {
            send(exchange, 400, "{\"error\":\"No such recording\"}");
            return;
        }
        try (Connection database = postgres.connect()) {
            // another service's table, made by that service
            database.createStatement()
                    .execute(
                            "CREATE TABLE IF NOT EXISTS videos (id UUID PRIMARY KEY, title TEXT NOT NULL,"
                                    + " visibility TEXT, file_path TEXT, recording_id UUID UNIQUE REFERENCES recordings(id) ON DELETE SET NULL)");
            UUID video = UUID.randomUUID();
            boolean fresh;
            try (PreparedStatement insert = database.prepareStatement(
                    "INSERT INTO videos (id, title, visibility, file_path, recording_id) VALUES (?, ?, ?, ?, ?::uuid) ON CONFLICT DO NOTHING")) {
                insert.setObject(1, video);
                insert.setString(2, request.path("title").asText());
                insert.setString(3, request.path("visibility").asText());
                insert.setString(4, recording.path("file_path").asText());
                insert.setString(5, id);
                fresh = insert.executeUpdate() == 1;
            }
            if (!fresh) {
                video = videoOf(database, id);
            }
            Demo.say("VOD Service: recording " + id + (fresh ? " is now video " : " is already video ") + video + ", \""
                    + request.path("title").asText() + "\".");
            send(exchange, fresh ? 201 : 200, "{\"message\":\"Recording imported\",\"video_id\":\"" + video + "\"}");
        }
    }

    private static UUID videoOf(Connection database, String recordingId) throws SQLException {
        try (PreparedStatement query =
                database.prepareStatement("SELECT id FROM videos WHERE recording_id = ?::uuid")) {
            query.setString(1, recordingId);
            ResultSet video = query.executeQuery();
            video.next();
            return video.getObject(1, UUID.class);
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
