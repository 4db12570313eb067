package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files as the people see them who edit them. */
class RoutesTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(RoutesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_route_file_is_valid_camel_yaml(Path file) throws IOException {
        assertThat(SCHEMA.validate(YAML.readTree(file.toFile()))).isEmpty();
    }

    @Test
    void every_route_says_what_it_does_and_what_happens_to_its_errors() throws IOException {
        for (Map.Entry<String, JsonNode> route : routes().entrySet()) {
            assertThat(route.getValue().path("description").asText())
                    .as("description of " + route.getKey())
                    .isNotBlank();
            assertThat(route.getValue().has("routeConfigurationId")
                            != route.getValue().has("errorHandler"))
                    .as(route.getKey() + " has either a routeConfigurationId, or noErrorHandler as a helper of others")
                    .isTrue();
        }
    }

    @Test
    void a_direct_route_is_called_what_it_is() throws IOException {
        routes().forEach((id, route) -> {
            String uri = route.path("from").path("uri").asText();
            if (uri.startsWith("direct:")) {
                assertThat(uri).isEqualTo("direct:" + id);
            }
        });
    }

    @Test
    void the_ids_are_those_that_metrics_and_people_know() throws IOException {
        assertThat(routes().keySet())
                .containsExactly(
                        "abort-abandoned-uploads",
                        "act-on-stream-events",
                        "announce-ended-recordings",
                        "answer-file",
                        "answer-json",
                        "answer-live-poster",
                        "answer-recording",
                        "ask-stream-service",
                        "ask-whether-live",
                        "audit-recording",
                        "begin-live-upload",
                        "capture-segments",
                        "clean-work-folders",
                        "climb-ladder",
                        "complete-recording",
                        "confirm-end",
                        "delete-recording",
                        "erase-recording",
                        "explain-hand-over",
                        "fail-recording",
                        "fall-back",
                        "finalize-recording",
                        "finalize-recordings",
                        "find-object",
                        "finish-hand-over",
                        "finish-live-join",
                        "finish-recording",
                        "get-captured-segment",
                        "get-docs",
                        "get-events",
                        "get-health",
                        "get-openapi",
                        "get-overview",
                        "get-page",
                        "get-page-file",
                        "get-page-of-recording",
                        "get-playlist",
                        "get-poster",
                        "get-recording",
                        "get-recording-of-list",
                        "get-report",
                        "get-segment",
                        "get-url",
                        "hand-over-recording",
                        "hand-over-recordings",
                        "hand-over-to-backup",
                        "hand-over-to-notify",
                        "hand-over-to-stream-service",
                        "hand-over-to-vod",
                        "join-at-end",
                        "join-live-recording",
                        "join-segments",
                        "list-overview",
                        "list-recordings",
                        "look-up-stream",
                        "make-live-poster",
                        "make-mp4",
                        "make-poster",
                        "make-sure-segments-may-go",
                        "measure",
                        "monitor-new-recordings",
                        "monitor-recordings",
                        "note-event",
                        "note-upload",
                        "open-live-upload",
                        "postpone-recording",
                        "rebuild-recording",
                        "receive-stream-event",
                        "reconcile",
                        "refuse-rebuild",
                        "renew-hand-overs",
                        "repair-finding",
                        "send-parts",
                        "settle-recording",
                        "start-recordings",
                        "tell-receiver",
                        "try-segment",
                        "upload-poster",
                        "upload-recording",
                        "watch-deletions",
                        "watch-disk",
                        "watch-ended-recordings",
                        "watch-finished-folders",
                        "watch-hand-overs",
                        "watch-live-joins",
                        "watch-programs",
                        "watch-retention",
                        "watch-stores",
                        "watch-streams");
    }

    @Test
    void a_receiver_says_of_what_it_is_told_and_is_named_for_the_outbox() throws IOException {
        Map<String, String> groups = new TreeMap<>();
        routes().forEach((id, route) -> {
            if (route.has("group")) {
                groups.put(id, route.path("group").asText());
            }
        });

        assertThat(groups)
                .containsExactly(
                        Map.entry("hand-over-to-backup", "receives-completed"),
                        Map.entry("hand-over-to-notify", "receives-all"),
                        Map.entry("hand-over-to-stream-service", "receives-all"),
                        Map.entry("hand-over-to-vod", "receives-completed"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_route_file_is_in_the_walk_of_the_readme_and_its_first_route_says_where_it_stands(Path file)
            throws IOException {
        JsonNode first = YAML.readTree(file.toFile()).path(0);

        assertThat(Files.readString(Path.of("README.md"))).contains("(" + file + ")");
        if (first.has("route")) {
            assertThat(first.path("route").path("note").asText()).isNotBlank();
        }
    }

    @Test
    void every_sql_file_is_used_and_says_its_deed() throws IOException {
        String routes = "";
        for (Path file : files()) {
            routes += Files.readString(file);
        }
        try (Stream<Path> builders = Files.walk(Path.of("src/main/java/streaming/recording/routes"))) {
            for (Path builder : builders.filter(Files::isRegularFile).toList()) {
                routes += Files.readString(builder);
            }
        }
        try (Stream<Path> statements = Files.walk(Path.of("src/main/resources/sql"))) {
            for (Path statement : statements.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(statement)).startsWith("-- ");
                if (!statement.endsWith("release-leases.sql") && !statement.endsWith("read-recordings.sql")) {
                    assertThat(routes)
                            .as(statement.toString())
                            .containsAnyOf(
                                    statement.toString().substring("src/main/resources/".length()),
                                    "SQL + \"" + statement.getFileName());
                }
            }
        }
    }

    private static Map<String, JsonNode> routes() throws IOException {
        Map<String, JsonNode> routes = new TreeMap<>();
        for (Path file : files()) {
            List<JsonNode> items = new ArrayList<>();
            YAML.readTree(file.toFile()).forEach(items::add);
            items.stream()
                    .map(item -> item.path("route"))
                    .filter(route -> !route.isMissingNode())
                    .forEach(route -> assertThat(routes.put(route.path("id").asText(), route))
                            .isNull());
        }
        return routes;
    }
}
