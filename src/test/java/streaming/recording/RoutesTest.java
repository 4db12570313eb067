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
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.support.RouteFiles;
import streaming.recording.support.RouteFiles.Written;

/** The routes as the people see them who edit them. What there is to check is read from the files: no list is kept. */
class RoutesTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(RoutesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));
    private static final Path STATEMENTS = Path.of("src/main/resources/sql");
    /** One screen. */
    private static final int LONGEST = 100;

    private RouteFiles routes = new RouteFiles(Path.of("routes"));

    @Test
    void a_route_file_is_valid_camel_yaml_of_one_screen_and_says_where_it_stands() throws IOException {
        for (Path file : routes.files()) {
            JsonNode content = YAML.readTree(file.toFile());
            assertThat(SCHEMA.validate(content)).as(file.toString()).isEmpty();
            assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(LONGEST);
            JsonNode first = content.path(0);
            if (first.has("route")) {
                assertThat(first.path("route").path("note").asText())
                        .as("note of the first route in " + file)
                        .isNotBlank();
            }
        }
    }

    @Test
    void every_route_says_what_it_does_and_what_happens_to_its_errors() throws Exception {
        for (Written route : routes.routes()) {
            assertThat(route.description())
                    .as("description of " + route.id() + ": In, Out, Effect")
                    .containsPattern("^(In|Starts things): ")
                    .satisfiesAnyOf(
                            said -> assertThat(said).contains("Out: "),
                            said -> assertThat(said).contains("Effect: "),
                            said -> assertThat(said).contains("Left behind: "),
                            said -> assertThat(said).startsWith("Starts things: "));
            assertThat(route.configured())
                    .as(route.id() + " has a routeConfigurationId (in Java also errorHandler(defaultErrorHandler()),"
                            + " without which it is void), or noErrorHandler as a helper of others")
                    .isNotEqualTo(route.bare());
        }
    }

    @Test
    void a_route_has_an_id_of_its_own_and_a_direct_route_is_called_what_it_is() throws Exception {
        assertThat(routes.routes())
                .extracting(Written::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
        assertThat(routes.routes())
                .filteredOn(route -> route.from().startsWith("direct:"))
                .allSatisfy(route -> assertThat(route.from()).isEqualTo("direct:" + route.id()));
    }

    @Test
    void what_a_route_calls_is_there() throws Exception {
        Set<String> ids = routes.routes().stream().map(Written::id).collect(Collectors.toSet());

        assertThat(routes.named(Pattern.compile("(?<=direct:)[a-z0-9-]+(?![a-z0-9$-])")))
                .isSubsetOf(ids);
    }

    @Test
    void what_a_stranger_asks_stands_in_the_line_that_is_named() throws IOException {
        Matcher named = Pattern.compile("\\[`([^`]+)`]\\(([^)#]+)#L(\\d+)\\)")
                .matcher(Files.readString(Path.of("CONTRIBUTING.md")));
        int links = 0;
        for (; named.find(); links++) {
            assertThat(Files.readAllLines(Path.of(named.group(2))).get(Integer.parseInt(named.group(3)) - 1))
                    .as(named.group())
                    .contains(named.group(1));
        }
        assertThat(links).isGreaterThan(5);
    }

    @Test
    void a_receiver_says_of_what_it_is_told_and_is_named_for_the_outbox() throws Exception {
        assertThat(routes.routes())
                .filteredOn(route -> route.id().startsWith("hand-over-to-") || route.group() != null)
                .isNotEmpty()
                .allSatisfy(route -> {
                    assertThat(route.id()).startsWith("hand-over-to-");
                    assertThat(route.group())
                            .isIn("receives-completed", "receives-all", "receives-starts", "receives-everything");
                    assertThat(route.from()).startsWith("direct:");
                });
    }

    @Test
    void every_sql_file_is_used_and_says_its_deed() throws IOException {
        try (Stream<Path> files = Files.walk(STATEMENTS)) {
            List<Path> statements = files.filter(Files::isRegularFile).toList();

            assertThat(routes.named(Pattern.compile("(?<=[/\"])[a-z0-9-]+\\.sql(?![a-z])")))
                    .containsExactlyInAnyOrderElementsOf(statements.stream()
                            .map(file -> file.getFileName().toString())
                            .toList());
            for (Path statement : statements) {
                assertThat(Files.readString(statement)).as(statement.toString()).startsWith("-- ");
            }
        }
    }

    @Test
    void the_walk_leads_through_every_file() throws IOException {
        String walk = Files.readString(Path.of("docs/routes.md"));

        for (Path file : routes.files()) {
            // of the receivers, each is like the others
            if (!file.getParent().endsWith("receivers") || file.endsWith("outbox.camel.yaml")) {
                assertThat(walk)
                        .as("docs/routes.md links " + file)
                        .contains("(../routes/" + routes.folder().relativize(file) + ")");
            }
        }
    }

    @Test
    void a_receiver_is_added_by_its_file_alone(@TempDir Path folder) throws Exception {
        FileUtils.copyDirectory(Path.of("routes").toFile(), folder.toFile());
        Files.writeString(folder.resolve("receivers/search.camel.yaml"), RouteFiles.exampleReceiver());
        routes = new RouteFiles(folder);

        assertThat(routes.routes()).extracting(Written::id).contains("hand-over-to-search");
        a_route_file_is_valid_camel_yaml_of_one_screen_and_says_where_it_stands();
        every_route_says_what_it_does_and_what_happens_to_its_errors();
        a_route_has_an_id_of_its_own_and_a_direct_route_is_called_what_it_is();
        what_a_route_calls_is_there();
        a_receiver_says_of_what_it_is_told_and_is_named_for_the_outbox();
        every_sql_file_is_used_and_says_its_deed();
        the_walk_leads_through_every_file();
    }
}
