package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.embedded.Segments;
import streaming.recording.receiver.MessageSignature;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** The OpenAPI document and the literals of spec.md, "HTTP API", against the running service. */
@ExtendWith(RealParts.Extension.class)
class ContractTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();
    private static final List<Path> EIGHT_SECONDS =
            Segments.of(Duration.ofSeconds(8)).make();

    private final Recorder recorder;

    ContractTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @Test
    void every_operation_of_the_document_answers_as_it_says() throws IOException {
        Stream stream = Stream.on(recorder)
                .started()
                .put(EIGHT_SECONDS.get(0))
                .putAll(EIGHT_SECONDS.subList(2, 4))
                .ended();
        String id = stream.awaitCompleted().path("id").asText();
        JsonNode document =
                new YAMLMapper().readTree(recorder.get("/openapi.yaml").body());

        // what deletes comes last
        for (boolean deletes : List.of(false, true)) {
            for (Map.Entry<String, JsonNode> operation :
                    operations(document, deletes).entrySet()) {
                String[] line = operation.getKey().split(" ");
                JsonNode body = operation.getValue().at("/requestBody/content/application~1json/example");
                HttpResponse<String> answer =
                        recorder.send(HttpRequest.newBuilder(recorder.uri(filled(line[1], id, operation.getValue())))
                                .header("Authorization", "Bearer " + Recorder.ADMIN_TOKEN)
                                .header("Content-Type", "application/json")
                                .method(
                                        line[0],
                                        body.isMissingNode()
                                                ? HttpRequest.BodyPublishers.noBody()
                                                : HttpRequest.BodyPublishers.ofString(body.toString())));

                JsonNode said = answer(document, operation.getValue(), Integer.toString(answer.statusCode()));
                assertThat(said.isMissingNode())
                        .as(operation.getValue().path("operationId") + " answered " + answer.statusCode())
                        .isFalse();
                JsonNode schema = said.at("/content/application~1json/schema");
                if (!schema.isMissingNode()) {
                    assertThat(violations(document, schema, answer.body()))
                            .as(operation.getKey())
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void the_examples_of_the_document_are_answers_of_the_service() throws IOException {
        JsonNode document =
                new YAMLMapper().readTree(recorder.get("/openapi.yaml").body());
        String unknown = UUID.randomUUID().toString();
        int compared = 0;

        for (Map.Entry<String, JsonNode> operation : operations(document, false).entrySet()) {
            String[] line = operation.getKey().split(" ");
            for (Map.Entry<String, JsonNode> response :
                    operation.getValue().path("responses").properties()) {
                JsonNode json = answer(document, operation.getValue(), response.getKey())
                        .at("/content/application~1json");
                if (!json.isMissingNode()) {
                    assertThat(json.has("example"))
                            .as("an example of " + operation.getKey() + " " + response.getKey())
                            .isTrue();
                    assertThat(violations(
                                    document,
                                    json.path("schema"),
                                    json.path("example").toString()))
                            .as(operation.getKey())
                            .isEmpty();
                }
            }
            if (line[0].equals("GET")) {
                HttpResponse<String> answer = recorder.get(filled(line[1], unknown, operation.getValue()));
                JsonNode example = answer(document, operation.getValue(), Integer.toString(answer.statusCode()))
                        .at("/content/application~1json/example");
                if (!example.isMissingNode()) {
                    compared++;
                    assertThat(recorder.json(answer).fieldNames())
                            .toIterable()
                            .as(operation.getKey())
                            .containsAll(example::fieldNames);
                    if (answer.statusCode() >= 400) {
                        assertThat(recorder.json(answer)).as(operation.getKey()).isEqualTo(example);
                    }
                }
            }
        }

        assertThat(compared).isGreaterThan(5);
    }

    @Test
    void what_is_served_of_a_live_recording_is_described_too() throws IOException {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).awaitCaptured(2);
        String id = stream.recording().path("id").asText();
        JsonNode document =
                new YAMLMapper().readTree(recorder.get("/openapi.yaml").body());

        for (String path : List.of("/recording/{id}/report", "/overview/{id}", "/recording/{id}/events", "/overview")) {
            JsonNode schema =
                    document.path("paths").path(path).at("/get/responses/200/content/application~1json/schema");
            assertThat(violations(
                            document,
                            schema,
                            recorder.get(path.replace("{id}", id)).body()))
                    .as(path)
                    .isEmpty();
        }
        stream.ended();
    }

    @Test
    void a_message_of_the_document_has_its_schema_and_the_signature_is_right() throws Exception {
        JsonNode document =
                new YAMLMapper().readTree(recorder.get("/openapi.yaml").body());
        assertThat(document.path("webhooks")).hasSize(5);
        for (JsonNode message : document.path("webhooks")) {
            JsonNode json = message.at("/post/requestBody/content/application~1json");
            ObjectNode schema = json.path("schema").deepCopy();
            schema.set("components", document.path("components"));
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(schema)
                            .validate(json.path("example")))
                    .isEmpty();
        }
        Matcher example = Pattern.compile(
                        "secret (\\S+), the body (\\S+) with webhook-id (\\S+) and webhook-timestamp (\\d+) has the signature (\\S+)")
                .matcher(document.at("/webhooks/recording.started/post/description")
                        .asText());
        assertThat(example.find()).isTrue();
        assertThat(new MessageSignature(Clock.systemUTC(), example.group(1))
                        .sign(example.group(3), Long.parseLong(example.group(4)), example.group(2)))
                .isEqualTo(example.group(5));
    }

    @Test
    void a_recording_has_the_nine_fields_of_the_contract() {
        Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();
        JsonNode recording = stream.awaitCompleted();

        List<String> fields = new ArrayList<>();
        recording.fieldNames().forEachRemaining(fields::add);

        assertThat(fields)
                .containsExactly(
                        "id",
                        "stream_id",
                        "video_id",
                        "file_path",
                        "duration",
                        "file_size",
                        "status",
                        "started_at",
                        "completed_at");
        JsonNode alone = await("the poster")
                .atMost(Duration.ofSeconds(60))
                .until(() -> recorder.recording(recording.path("id").asText()), found -> found.has("thumbnail_path"));
        assertThat(((ObjectNode) alone).remove("thumbnail_path").asText())
                .as("what the VOD Service reads beside the nine")
                .isEqualTo(recording.path("file_path").asText().replace(".mp4", ".jpg"));
        assertThat(alone).isEqualTo(recording);
        assertThat(recorder.get("/recordings/" + recording.path("id").asText()).body())
                .isEqualTo(recorder.get("/recording/" + recording.path("id").asText())
                        .body());
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
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : null;
        } while (cursor != null);

        assertThat(times).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(seen)
                .contains(
                        older.recording().path("id").asText(),
                        newer.recording().path("id").asText());
        JsonNode found = recorder.json(recorder.get("/recordings?status=failed&stream_id=" + older.id()))
                .path("recordings");
        assertThat(found).hasSize(1);
        assertThat(recorder.json(recorder.get("/recordings?status=completed&stream_id=" + older.id()))
                        .path("recordings"))
                .isEmpty();
    }

    @Test
    void recordings_are_found_by_stream_key_time_and_holes_and_listed_oldest_first() {
        Stream older = Stream.on(recorder).started().ended();
        older.awaitFailed();
        Stream newer = older.again().started().ended();
        newer.awaitFailed();
        recorder.sql("UPDATE recordings SET started_at = '2001-02-03T04:05:06' WHERE stream_id = ?", older.id());
        recorder.sql("UPDATE recordings SET started_at = '2001-02-04' WHERE stream_id = ?", newer.id());
        recorder.sql(
                "UPDATE recording_capture SET report = '{\"holes\":[{\"at\":1,\"length\":2,\"kept\":true}]}' WHERE recording_id = ?::uuid",
                newer.recording().path("id").asText());
        String key = "stream_key=" + older.key();

        assertThat(found(key)).containsExactly(newer.id(), older.id());
        assertThat(found(key + "&limit=9")).containsExactly(newer.id(), older.id());
        assertThat(found(key + "&sort=started_at")).containsExactly(older.id(), newer.id());
        assertThat(found(key + "&sort=started_at&limit=9")).containsExactly(older.id(), newer.id());
        assertThat(found(key + "&has_holes=true")).containsExactly(newer.id());
        assertThat(found(key + "&has_holes=false&limit=9")).containsExactly(older.id());
        assertThat(found("from=2001-02-03T05:05:06%2B01:00&to=2001-02-04")).containsExactly(older.id());
        assertThat(found("from=2001-02-03&to=2001-02-05&limit=9")).containsExactly(newer.id(), older.id());
        JsonNode first = recorder.json(recorder.get("/recordings?" + key + "&sort=started_at&limit=1"));
        String next =
                "&limit=1&sort=started_at&cursor=" + first.path("next_cursor").asText();
        assertThat(found(key + next)).containsExactly(newer.id());
    }

    @Test
    void a_list_without_a_limit_has_each_recording_once_in_order_also_where_many_began_at_once_or_never() {
        recorder.sql("INSERT INTO recordings (stream_id, file_path, status, started_at)"
                + " SELECT gen_random_uuid(), 'many/' || i || '.mp4', 'completed',"
                + " CASE WHEN i % 3 = 0 THEN NULL ELSE timestamp '1990-01-01' + i % 7 * interval '1 s' END"
                + " FROM generate_series(1, 1700) i");
        try {
            for (String sort : List.of("-started_at", "started_at")) {
                List<JsonNode> all = new ArrayList<>();
                recorder.json(recorder.get("/recordings?to=1991-01-01&sort=" + sort))
                        .path("recordings")
                        .forEach(all::add);
                assertThat(all).hasSize(1134);
                assertThat(all).extracting(one -> one.path("id")).doesNotHaveDuplicates();
                Comparator<JsonNode> start =
                        Comparator.comparing(one -> one.path("started_at").asText());
                assertThat(all).isSortedAccordingTo(sort.startsWith("-") ? start.reversed() : start);
            }
            List<String> paths = new ArrayList<>();
            recorder.json(recorder.get("/recordings"))
                    .path("recordings")
                    .forEach(one -> paths.add(one.path("file_path").asText()));
            assertThat(paths.stream().filter(path -> path.startsWith("many/")))
                    .hasSize(1700)
                    .doesNotHaveDuplicates();
        } finally {
            recorder.sql("DELETE FROM recordings WHERE file_path LIKE 'many/%'");
        }
    }

    private List<UUID> found(String query) {
        List<UUID> ids = new ArrayList<>();
        recorder.json(recorder.get("/recordings?" + query))
                .path("recordings")
                .forEach(recording ->
                        ids.add(UUID.fromString(recording.path("stream_id").asText())));
        return ids;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET | /nope | 404 | Not found",
                "GET | //x | 404 | Not found",
                "GET | /web/nope.js | 404 | Not found",
                "GET | /web/..%2Fopenapi.yaml | 404 | Not found",
                "GET | /overview?status=done | 400 | Invalid status: recording, processing, completed or failed expected",
                "GET | /overview?limit=201 | 400 | Invalid limit: 1 to 200 expected",
                "GET | /overview?cursor=x | 400 | Invalid cursor",
                "GET | /overview?q=%00 | 400 | Invalid q: 200 characters at most",
                "GET | /recording/ | 404 | Not found",
                "DELETE | /health | 405 | Method not allowed",
                "GET | /webhook/stream | 405 | Method not allowed",
                "POST | /recordings | 405 | Method not allowed",
                "GET | /recording/abc | 400 | Invalid recording id: UUID expected",
                "GET | /recordings?status=done | 400 | Invalid status: recording, processing, completed or failed expected",
                "GET | /recordings?limit=0 | 400 | Invalid limit: 1 to 1000 expected",
                "GET | /recordings?stream_id=7 | 400 | Invalid stream_id: UUID expected",
                "GET | /recordings?cursor=x | 400 | Invalid cursor",
                "GET | /recordings?stream_key=a%2Fb | 400 | Invalid stream_key: letters, digits, '.', '_' and '-' only, 128 at most",
                "GET | /recordings?from=yesterday | 400 | Invalid from: 2025-10-05T18:00:00Z or 2025-10-05 expected",
                "GET | /recordings?has_holes=yes | 400 | Invalid has_holes: true or false expected",
                "GET | /recordings?sort=size | 400 | Invalid sort: -started_at or started_at expected",
                "GET | /recordings?limit=1&limit=2 | 400 | Query parameter given twice: limit",
                "GET | /recordings?state=failed | 400 | Unknown query parameter, known are status, stream_id, stream_key, from, to, has_holes, sort, limit, cursor",
                "GET | /recording/5f0c7c1e-8a2b-4b6e-9a53-0d6a3a0b1c2d?fields=id | 400 | Unknown query parameter, there are none",
                "GET | /recording/5f0c7c1e-8a2b-4b6e-9a53-0d6a3a0b1c2d/url?downlaod=true | 400 | Unknown query parameter, known are download",
                "GET | /overview?state=failed | 400 | Unknown query parameter, known are status, q, limit, cursor",
            })
    void what_cannot_be_answered_gets_a_json_error(String method, String path, int status, String error) {
        HttpResponse<String> answer = recorder.send(
                HttpRequest.newBuilder(recorder.uri(path)).method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(recorder.json(answer).path("error").asText()).isEqualTo(error);
    }

    @Test
    void a_body_over_64_kib_is_too_large_and_one_of_another_kind_is_not_taken() {
        HttpResponse<String> large = recorder.post("/webhook/stream", "\"" + "a".repeat(65_536) + "\"");
        HttpResponse<String> form = recorder.send(HttpRequest.newBuilder(recorder.uri("/webhook/stream"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("event=stream.started")));

        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(recorder.json(large).has("error")).isTrue();
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(recorder.json(form).has("error")).isTrue();
    }

    @Test
    void nothing_of_a_request_comes_back_in_the_headers_of_its_answer() {
        for (String path : List.of(
                "/health",
                "/recordings?echo=me",
                "/recording/" + UUID.randomUUID(),
                "/recording/x",
                "/nope",
                "/openapi.yaml")) {
            HttpResponse<String> answer = recorder.send(HttpRequest.newBuilder(recorder.uri(path))
                    .header("X-Echo", "me")
                    .header("CamelHttpResponseCode", "299"));

            assertThat(answer.headers().map().keySet())
                    .as(path)
                    .isSubsetOf(":status", "content-type", "Content-Type", "content-length", "transfer-encoding");
            assertThat(answer.statusCode()).isNotEqualTo(299);
        }
    }

    /** By method and path. */
    private static Map<String, JsonNode> operations(JsonNode document, boolean deletes) {
        Map<String, JsonNode> operations = new LinkedHashMap<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> operation.getKey().equals("delete") == deletes)
                .forEach(operation -> operations.put(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), operation.getValue())));
        return operations;
    }

    /** The path with its parameters: the id, and for others the example that the document gives. */
    private static String filled(String path, String id, JsonNode operation) {
        String filled = path.replace("{id}", id);
        for (JsonNode parameter : operation.path("parameters")) {
            filled = filled.replace(
                    "{" + parameter.path("name").asText() + "}",
                    parameter.path("example").asText());
        }
        return filled;
    }

    /** What is said of a status: an answer of its own, or one that several operations share. */
    private static JsonNode answer(JsonNode document, JsonNode operation, String status) {
        JsonNode said = operation.path("responses").path(status);
        return said.has("$ref") ? document.at(said.path("$ref").asText().substring(1)) : said;
    }

    private static Set<String> violations(JsonNode document, JsonNode schema, String body) throws IOException {
        ObjectNode whole = closed(schema).set("components", closed(document.path("components")));
        Set<String> violations = new HashSet<>();
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole)
                .validate(new ObjectMapper().readTree(body))
                .forEach(violation -> violations.add(violation.toString()));
        return violations;
    }

    /** The same, in which no object has a field that is not described. */
    private static ObjectNode closed(JsonNode schema) {
        ObjectNode copy = schema.deepCopy();
        copy.findParents("properties").stream()
                .filter(object -> object.path("properties").isObject() && !object.has("additionalProperties"))
                .forEach(object -> ((ObjectNode) object).put("additionalProperties", false));
        return copy;
    }
}
