package streaming.recording.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

/** What the OpenAPI document says of its operations and Camel does not act upon: who may use them. */
public final class Contract {

    private final Set<String> admins = new HashSet<>();

    /**
     * @param document OpenAPI 3 in YAML; an operation with {@code security: [{admin: []}]} is for administrators
     * @throws IOException when it cannot be read
     */
    public Contract(InputStream document) throws IOException {
        new YAMLMapper()
                .readTree(document)
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> isForAdmins(operation.getValue()))
                        .forEach(operation -> admins.add(key(operation.getKey(), path.getKey()))));
    }

    private static boolean isForAdmins(JsonNode operation) {
        return operation.path("security").findValue("admin") != null;
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

    private static String key(String method, String path) {
        return method.toUpperCase(java.util.Locale.ROOT) + ' ' + path;
    }
}
