package streaming.recording.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the OpenAPI document says of its operations and Camel does not act upon: who may use them, and which threads
 * serve them.
 */
public final class Contract {

    private final Set<String> admins = new HashSet<>();
    private final Set<String> viewers = new HashSet<>();
    private final Set<String> revalidated = new HashSet<>();
    private final Map<String, Pool> pools = new HashMap<>();
    private final Map<String, List<String>> queries = new HashMap<>();

    /**
     * @param document OpenAPI 3 in YAML; an operation with {@code security: [{admin: []}]} is for administrators, one
     *     whose security, or that of the document, names {@code viewer} for viewers; {@code x-pool} names its threads;
     *     one of a tag with {@code x-strict-query} has no query parameters but those that it lists
     * @throws IOException when it cannot be read
     */
    public Contract(InputStream document) throws IOException {
        JsonNode contract = new YAMLMapper().readTree(document);
        Map<String, JsonNode> operations = new HashMap<>();
        Set<String> strict = new HashSet<>();
        contract.path("tags").forEach(tag -> {
            if (tag.path("x-strict-query").asBoolean()) {
                strict.add(tag.path("name").asText());
            }
        });
        contract.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> operations.put(key(operation.getKey(), path.getKey()), operation.getValue())));
        operations.forEach((key, operation) -> {
            JsonNode said = operation.has("security") ? operation.path("security") : contract.path("security");
            pools.put(key, Pool.of(operation.path("x-pool").asText()));
            if (strict.contains(operation.at("/tags/0").asText())) {
                queries.put(key, query(operation));
            }
            if (operation.path("responses").has("304")) {
                revalidated.add(key);
            }
            if (said.findValue("admin") != null) {
                admins.add(key);
            }
            if (said.findValue("viewer") != null) {
                viewers.add(key);
            }
        });
    }

    /**
     * Whether an operation needs the token of the administrator.
     *
     * @param method HTTP method
     * @param path template, such as {@code /recording/{id}}
     */
    boolean isForAdmins(String method, String path) {
        return admins.contains(key(method, path));
    }

    /** Whether an operation needs the token of viewers, when there is one; parameters as above. */
    boolean isForViewers(String method, String path) {
        return viewers.contains(key(method, path));
    }

    /** Whether an operation may answer that the client has its answer already; parameters as above. */
    boolean isRevalidated(String method, String path) {
        return revalidated.contains(key(method, path));
    }

    /**
     * What is wrong with the names of the query parameters of a request, as an error of 400; null when nothing is.
     * Parameters as above.
     *
     * @param names of the request
     */
    String unknownQuery(String method, String path, Collection<String> names) {
        List<String> known = queries.get(key(method, path));
        if (known == null || known.containsAll(names)) {
            return null;
        }
        return "Unknown query parameter, "
                + (known.isEmpty() ? "there are none" : "known are " + String.join(", ", known));
    }

    /** Which threads serve an operation; parameters as above. */
    Pool pool(String method, String path) {
        return pools.getOrDefault(key(method, path), Pool.READS);
    }

    private static List<String> query(JsonNode operation) {
        List<String> names = new ArrayList<>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        });
        return names;
    }

    private static String key(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + ' ' + path;
    }
}
