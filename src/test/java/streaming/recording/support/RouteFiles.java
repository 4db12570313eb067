package streaming.recording.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;

/** All routes of the service as they are written: those of the YAML files in a folder, and those of the builders. */
public final class RouteFiles {

    /**
     * A route.
     *
     * @param group null when it has none
     * @param configured whether it names a routeConfigurationId
     * @param bare whether it leaves its errors to the route that called it
     */
    public record Written(String id, String description, String from, String group, boolean configured, boolean bare) {}

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path BUILDERS = Path.of("src/main/java/streaming/recording/routes");

    private final Path folder;

    public RouteFiles(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    public List<Path> files() throws IOException {
        return below(folder, ".camel.yaml");
    }

    public List<Written> routes() throws Exception {
        List<Written> routes = new ArrayList<>();
        for (Path file : files()) {
            for (JsonNode item : YAML.readTree(file.toFile())) {
                if (item.has("route")) {
                    routes.add(ofYaml(item.path("route")));
                }
            }
        }
        for (Path file : below(BUILDERS, "Routes.java")) {
            routes.addAll(ofBuilder(file));
        }
        return routes;
    }

    private static Written ofYaml(JsonNode route) {
        return new Written(
                route.path("id").asText(),
                route.path("description").asText(),
                route.path("from").path("uri").asText(),
                route.path("group").asText(null),
                route.has("routeConfigurationId"),
                route.path("errorHandler").has("noErrorHandler"));
    }

    private static List<Written> ofBuilder(Path file) throws Exception {
        String name = file.getFileName().toString().replace(".java", "");
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            RouteBuilder builder = (RouteBuilder) Class.forName("streaming.recording.routes." + name)
                    .getConstructor()
                    .newInstance();
            builder.setCamelContext(camel);
            builder.configure();
            return builder.getRouteCollection().getRoutes().stream()
                    .map(RouteFiles::ofJava)
                    .toList();
        }
    }

    private static Written ofJava(RouteDefinition route) {
        return new Written(
                route.getRouteId(),
                String.valueOf(route.getDescriptionText()),
                route.getInput().getEndpointUri(),
                route.getGroup(),
                route.getRouteConfigurationId() != null,
                route.isErrorHandlerFactorySet()
                        && route.getErrorHandlerFactory()
                                .getClass()
                                .getSimpleName()
                                .startsWith("NoErrorHandler"));
    }

    /** Whatever the routes, in either language, and the classes that they call name in this way. */
    public Set<String> named(Pattern reference) throws IOException {
        List<Path> sources = new ArrayList<>(files());
        sources.addAll(below(Path.of("src/main/java"), ".java"));
        Set<String> named = new TreeSet<>();
        for (Path source : sources) {
            named.addAll(reference
                    .matcher(Files.readString(source))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet()));
        }
        return named;
    }

    /** The files below a folder whose names end so. */
    public static List<Path> below(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    /** The receiver that the documentation shows, as a file. */
    public static String exampleReceiver() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
        documents.addAll(below(Path.of("docs"), ".md"));
        String texts = "";
        for (Path document : documents) {
            texts += Files.readString(document) + "\n";
        }
        return Pattern.compile("(?m)^(?<indent> *)- route:\n(?:\\k<indent> .*\n)+")
                .matcher(texts)
                .results()
                .map(MatchResult::group)
                .filter(text -> text.contains("id: hand-over-to-search"))
                .findFirst()
                .orElseThrow()
                .stripIndent();
    }
}
