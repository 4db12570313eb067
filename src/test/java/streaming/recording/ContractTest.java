package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** The OpenAPI document and the literals of spec.md, "HTTP API", against the running service. */
@ExtendWith(RealParts.Extension.class)
class ContractTest {

    private static final List<Path> FOUR_SECONDS = Segments.of(Duration.ofSeconds(4)).make();

    private final Recorder recorder;

    ContractTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @Test
    void every_operation_of_the_document_answers_as_it_says() throws IOException {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        String id = stream.awaitCompleted().path("id").asText();
        JsonNode document = new YAMLMapper().readTree(recorder.get("/openapi.yaml").body());

        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                HttpRequest.Builder request = HttpRequest.newBuilder(recorder.uri(path.getKey().replace("{id}", id)));
                JsonNode body = operation.getValue().at("/requestBody/content/application~1json/example");
                HttpResponse<String> answer = recorder.send(body.isMissingNode() ? request
                        : request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body.toString())));

                JsonNode said = operation.getValue().path("responses").path(Integer.toString(answer.statusCode()));
                assertThat(said.isMissingNode()).as(operation.getValue().path("operationId") + " answered " + answer.statusCode()).isFalse();
                JsonNode schema = said.at("/content/application~1json/schema");
                if (!schema.isMissingNode()) {
                    assertThat(violations(document, schema, answer.body())).as(path.getKey()).isEmpty();
                }
            }
        }
    }

    @Test
    void a_recording_has_the_nine_fields_of_the_contract() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        JsonNode recording = stream.awaitCompleted();

        List<String> fields = new ArrayList<>();
        recording.fieldNames().forEachRemaining(fields::add);

        assertThat(fields).containsExactly("id", "stream_id", "video_id", "file_path", "duration", "file_size", "status",
                "started_at", "completed_at");
        assertThat(recorder.recording(recording.path("id").asText())).isEqualTo(recording);
        assertThat(recorder.get("/recordings/" + recording.path("id").asText()).body())
                .isEqualTo(recorder.get("/recording/" + recording.path("id").asText()).body());
    }

    @Test
    void an_unknown_recording_is_not_found() {
        HttpResponse<String> answer = recorder.get("/recording/" + UUID.randomUUID());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Recording not found\"}");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void recordings_are_listed_newest_first_and_page_by_page() {
        Stream older = Stream.on(recorder).started().ended();
        Stream newer = older.again().started().ended();
        newer.awaitFailed();
        older.awaitFailed();

        Set<String> seen = new HashSet<>();
        List<String> times = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = recorder.json(recorder.get("/recordings?limit=1" + cursor));
            page.path("recordings").forEach(recording -> {
                assertThat(seen.add(recording.path("id").asText())).as("once").isTrue();
                times.add(recording.path("started_at").asText());
            });
            cursor = page.has("next_cursor") ? "&cursor=" + page.path("next_cursor").asText() : null;
        } while (cursor != null);

        assertThat(times).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(seen).contains(older.recording().path("id").asText(), newer.recording().path("id").asText());
        JsonNode found = recorder.json(recorder.get("/recordings?status=failed&stream_id=" + older.id())).path("recordings");
        assertThat(found).hasSize(1);
        assertThat(recorder.json(recorder.get("/recordings?status=completed&stream_id=" + older.id())).path("recordings")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET | /nope | 404 | Not found",
        "GET | / | 404 | Not found",
        "GET | /recording/ | 404 | Not found",
        "DELETE | /health | 405 | Method not allowed",
        "GET | /webhook/stream | 405 | Method not allowed",
        "POST | /recordings | 405 | Method not allowed",
        "GET | /recording/abc | 400 | Invalid recording id: UUID expected",
        "GET | /recordings?status=done | 400 | Invalid status: recording, processing, completed or failed expected",
        "GET | /recordings?limit=0 | 400 | Invalid limit: 1 to 1000 expected",
        "GET | /recordings?stream_id=7 | 400 | Invalid stream_id: UUID expected",
        "GET | /recordings?cursor=x | 400 | Invalid cursor",
    })
    void what_cannot_be_answered_gets_a_json_error(String method, String path, int status, String error) {
        HttpResponse<String> answer = recorder.send(HttpRequest.newBuilder(recorder.uri(path))
                .method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(recorder.json(answer).path("error").asText()).isEqualTo(error);
    }

    @Test
    void a_body_over_64_kib_is_too_large_and_one_of_another_kind_is_not_taken() {
        HttpResponse<String> large = recorder.post("/webhook/stream", "\"" + "a".repeat(65_536) + "\"");
        HttpResponse<String> form = recorder.send(HttpRequest.newBuilder(recorder.uri("/webhook/stream"))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString("event=stream.started")));

        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(recorder.json(large).has("error")).isTrue();
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(recorder.json(form).has("error")).isTrue();
    }

    @Test
    void nothing_of_a_request_comes_back_in_the_headers_of_its_answer() {
        for (String path : List.of("/health", "/recordings?echo=me", "/recording/" + UUID.randomUUID(), "/recording/x", "/nope", "/openapi.yaml")) {
            HttpResponse<String> answer = recorder.send(HttpRequest.newBuilder(recorder.uri(path)).header("X-Echo", "me").header("CamelHttpResponseCode", "299"));

            assertThat(answer.headers().map().keySet()).as(path)
                    .isSubsetOf(":status", "content-type", "Content-Type", "content-length", "transfer-encoding");
            assertThat(answer.statusCode()).isNotEqualTo(299);
        }
    }

    private static Set<String> violations(JsonNode document, JsonNode schema, String body) throws IOException {
        ObjectNode whole = ((ObjectNode) schema.deepCopy()).set("components", nullable(document.path("components")));
        Set<String> violations = new HashSet<>();
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(whole)
                .validate(new ObjectMapper().readTree(body)).forEach(violation -> violations.add(violation.toString()));
        return violations;
    }

    /** OpenAPI 3.0 says {@code nullable}, JSON Schema says that the type may be null. */
    private static JsonNode nullable(JsonNode components) {
        JsonNode copy = components.deepCopy();
        copy.findParents("nullable").forEach(property -> {
            String type = property.path("type").asText();
            ((ObjectNode) property).putArray("type").add(type).add("null");
        });
        return copy;
    }
}
