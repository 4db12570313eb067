package streaming.recording.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import streaming.recording.config.Settings;

/** application.properties, read as the service reads it. */
public final class SettingsFile {

    private static final Pattern FROM_ENVIRONMENT = Pattern.compile("\\{\\{env:([A-Z0-9_]+):(.*)}}");

    private SettingsFile() {}

    /**
     * @param environment variables that are set
     * @return for tests of values
     */
    public static Settings with(Map<String, String> environment) {
        return settings(environment, property -> {});
    }

    /**
     * What a settings record reads.
     *
     * @return {@code VARIABLE=default property}, or only the property for one that no variable overrides; sorted
     */
    public static List<String> readBy(Consumer<Settings> record) {
        Properties file = file();
        Set<String> read = new TreeSet<>();
        record.accept(settings(Map.of(), property -> {
            Matcher written = FROM_ENVIRONMENT.matcher(file.getProperty(property));
            read.add(written.matches() ? written.group(1) + "=" + written.group(2) + " " + property : property);
        }));
        return List.copyOf(read);
    }

    /** All variables of the file, with their defaults and properties, as {@link #readBy} writes them. */
    public static List<String> all() {
        return file().entrySet().stream()
                .map(line -> Map.entry(line.getKey(), FROM_ENVIRONMENT.matcher((String) line.getValue())))
                .filter(line -> line.getValue().matches())
                .map(line -> line.getValue().group(1) + "=" + line.getValue().group(2) + " " + line.getKey())
                .sorted()
                .toList();
    }

    private static Settings settings(Map<String, String> environment, Consumer<String> read) {
        Properties file = file();
        return new Settings(
                property -> {
                    read.accept(property);
                    Matcher written = FROM_ENVIRONMENT.matcher(file.getProperty(property));
                    return written.matches()
                            ? environment.getOrDefault(written.group(1), written.group(2))
                            : file.getProperty(property);
                },
                file);
    }

    private static Properties file() {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("application.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
