package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;

/**
 * What Camel would obey or give back, sent from outside as header, query and form field to every operation of the
 * contract.
 */
@ExtendWith(RealParts.Extension.class)
class HostileHeaderTest {

    private static final String MARK = "echo-me";
    private static final Path PWNED = Path.of("target", "pwned");
    private static final List<UnaryOperator<String>> CASES = List.of(
            name -> name,
            name -> name.toLowerCase(Locale.ROOT),
            name -> name.toUpperCase(Locale.ROOT),
            HostileHeaderTest::alternating);
    private static final Map<String, String> HEADERS = headers();

    private final Recorder recorder;

    HostileHeaderTest(Recorder recorder) {
        this.recorder = recorder;
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String sql : List.of("CamelSqlQuery", "CamelSqlUpdateCount", "CamelSqlParameters")) {
            headers.put(sql, "DELETE FROM recordings WHERE file_path = '" + MARK + "'");
        }
        for (String program : List.of(
                "CamelExecCommandExecutable",
                "CamelExecCommandArgs",
                "CamelExecCommandWorkingDir",
                "CamelExecCommandTimeout",
                "CamelExecExitValue",
                "CamelExecUseStderrOnEmptyStdout")) {
            headers.put(program, "touch " + PWNED.toAbsolutePath());
        }
        for (String s3 : List.of(
                "CamelAwsS3Key",
                "CamelAwsS3BucketName",
                "CamelAwsS3OverrideBucketName",
                "CamelAwsS3Operation",
                "CamelAwsS3Prefix")) {
            headers.put(s3, "deleteBucket");
        }
        for (String http : List.of(
                "CamelHttpUri",
                "CamelHttpPath",
                "CamelHttpQuery",
                "CamelHttpRawQuery",
                "CamelHttpUrl",
                "CamelHttpMethod",
                "CamelRestHttpUri",
                "CamelHttpBaseUri",
                "CamelHttpServletRequest",
                "CamelVertxPlatformHttpRemoteAddress")) {
            headers.put(http, "http://127.0.0.1:1/" + MARK);
        }
        headers.put("CamelHttpResponseCode", "299");
        for (String other : List.of(
                "CamelFileName",
                "CamelBeanMethodName",
                "CamelToEndpoint",
                "CamelSlipEndpoint",
                "CamelRedeliveryCounter",
                "CamelCharsetName",
                "CamelHttpCharacterEncoding",
                "CamelSplitSize",
                "CamelTimerName",
                "CamelVariable.id",
                "org.apache.camel.Body",
                "breadcrumbId",
                "X-Echo",
                "recordingId",
                "status_",
                "body")) {
            headers.put(other, "${env:DB_PASSWORD}" + MARK);
        }
        return headers;
    }

    private static String alternating(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            text.append(i % 2 == 0 ? Character.toLowerCase(name.charAt(i)) : Character.toUpperCase(name.charAt(i)));
        }
        return text.toString();
    }

    /**
     * One operation of the contract.
     *
     * @param strict whether it rejects a query parameter that it does not know
     */
    record Operation(String method, String path, String body, boolean strict) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Operation> operations() throws IOException {
        JsonNode document = new YAMLMapper()
                .readTree(Path.of("src/main/resources/openapi.yaml").toFile());
        Set<String> strict = new HashSet<>(Set.of("/overview"));
        document.path("tags").forEach(tag -> {
            if (tag.path("x-strict-query").asBoolean()) {
                strict.add(tag.path("name").asText());
            }
        });
        assertThat(strict).contains("Recordings", "Administration");
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    JsonNode example = operation.getValue().at("/requestBody/content/application~1json/example");
                    operations.add(new Operation(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            example.isMissingNode() ? null : example.toString(),
                            strict.contains(path.getKey())
                                    || strict.contains(
                                            operation.getValue().at("/tags/0").asText())));
                }));
        assertThat(operations).hasSizeGreaterThan(7);
        return operations;
    }

    @ParameterizedTest
    @MethodSource("operations")
    void neither_a_header_nor_a_query_parameter_has_an_effect_or_comes_back(Operation operation) {
        String path = operation.path().replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
        int usual = send(operation, path, Map.of()).statusCode();
        int withQuery = operation.strict() ? 400 : usual;

        for (UnaryOperator<String> spelling : CASES) {
            Map<String, String> headers = spelt(spelling);
            String query = query(headers);

            assertUsual(send(operation, path, headers), usual, operation + " with headers");
            // the first line of a request has a largest size
            for (List<String> part : chunks(List.of(query.split("&")), 12)) {
                assertUsual(
                        send(operation, path + "?" + String.join("&", part), Map.of()),
                        withQuery,
                        operation + " with a query");
                assertUsual(
                        send(
                                operation,
                                path + "?"
                                        + String.join("&", part)
                                                .replace("amel", "%61mel")
                                                .replace("AMEL", "%41MEL"),
                                Map.of()),
                        withQuery,
                        operation + " with an encoded query");
            }
        }
        assertThat(PWNED).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void no_operation_takes_a_form(Operation operation) throws IOException {
        String path = operation.path().replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
        for (UnaryOperator<String> spelling : CASES) {
            String multipart = spelt(spelling).entrySet().stream()
                            .map(field -> "--b\r\nContent-Disposition: form-data; name=\"" + field.getKey()
                                    + "\"; filename=\"../../" + MARK + "\"\r\n\r\n" + field.getValue() + "\r\n")
                            .collect(Collectors.joining())
                    + "--b--\r\n";

            for (HttpResponse<String> answer : List.of(
                    form(operation, path, "application/x-www-form-urlencoded", query(spelt(spelling))),
                    form(operation, path, "multipart/form-data; boundary=b", multipart),
                    form(operation, path, "Multipart/Form-Data;boundary=b", multipart))) {
                assertUsual(answer, 415, operation + " with a form");
                assertThat(answer.body())
                        .isEqualTo("{\"error\":\"Unsupported media type: application/json expected\"}");
            }
        }
        assertThat(Path.of("file-uploads")).doesNotExist();
        assertThat(PWNED).doesNotExist();
    }

    @Test
    void a_recording_whose_webhooks_carry_all_of_them_is_what_it_would_have_been() throws IOException {
        List<Path> source = Segments.of(Duration.ofSeconds(4)).make();
        long rows = (Long)
                recorder.sql("SELECT count(*) AS n FROM recordings").get(0).get("n");
        streaming.recording.support.Stream stream = streaming.recording.support.Stream.on(recorder);

        hostile(stream, "stream.started", Instant.now());
        stream.putAll(source);
        hostile(stream, "stream.ended", Instant.now().plusSeconds(1));

        stream.awaitCompleted();
        assertThat(Decoded.of(source).difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat((Long) recorder.sql("SELECT count(*) AS n FROM recordings")
                        .get(0)
                        .get("n"))
                .isEqualTo(rows + 1);
        assertThat(PWNED).doesNotExist();
        try (Stream<Path> files = Files.walk(recorder.workFolder().getParent())) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.contains(MARK));
        }
    }

    private void hostile(streaming.recording.support.Stream stream, String event, Instant at) {
        ObjectNode body = new ObjectMapper()
                .createObjectNode()
                .put("event", event)
                .put("stream_id", stream.id().toString())
                .put("stream_key", stream.key())
                .put("timestamp", at.toString());
        // fields that the contract does not know
        HEADERS.forEach(body::put);
        for (UnaryOperator<String> spelling : CASES) {
            Map<String, String> headers = spelt(spelling);
            for (List<String> part : chunks(List.of(query(headers).split("&")), 12)) {
                Operation webhook = new Operation("POST", "/webhook/stream", body.toString(), false);
                assertUsual(send(webhook, "/webhook/stream?" + String.join("&", part), headers), 200, event);
            }
        }
    }

    private static Map<String, String> spelt(UnaryOperator<String> spelling) {
        Map<String, String> headers = new LinkedHashMap<>();
        HEADERS.forEach((name, value) -> headers.put(spelling.apply(name), value));
        return headers;
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static List<List<String>> chunks(List<String> all, int size) {
        List<List<String>> chunks = new ArrayList<>();
        for (int i = 0; i < all.size(); i += size) {
            chunks.add(all.subList(i, Math.min(all.size(), i + size)));
        }
        return chunks;
    }

    private HttpResponse<String> send(Operation operation, String path, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(recorder.uri(path))
                .method(
                        operation.method(),
                        operation.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(operation.body()));
        headers.forEach(request::header);
        return recorder.send(request.header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + Recorder.ADMIN_TOKEN));
    }

    private HttpResponse<String> form(Operation operation, String path, String type, String body) {
        return recorder.send(HttpRequest.newBuilder(recorder.uri(path))
                .method(operation.method(), BodyPublishers.ofString(body))
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + Recorder.ADMIN_TOKEN));
    }

    private static void assertUsual(HttpResponse<String> answer, int status, String what) {
        assertThat(answer.statusCode()).as(what).isEqualTo(status);
        assertThat(answer.body()).as(what).doesNotContain(MARK);
        assertThat(answer.headers().map().keySet().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .as(what)
                .isSubsetOf(
                        ":status",
                        "content-type",
                        "content-length",
                        "transfer-encoding",
                        "allow",
                        "retry-after",
                        "www-authenticate",
                        "cache-control",
                        "content-security-policy",
                        "x-content-type-options",
                        "referrer-policy",
                        "x-frame-options",
                        "etag",
                        "location",
                        "accept-ranges",
                        "last-modified",
                        "vary");
        assertThat(answer.headers().map().toString()).as(what).doesNotContain(MARK, "env:");
    }
}
