package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No setting changes its name or default unseen. */
class SettingsTest {

    private static final Pattern FROM_ENVIRONMENT = Pattern.compile("\\{\\{env:([A-Z0-9_]+):(.*)}}");

    @Test
    void environment_variables_and_defaults_are_those_of_the_contract() throws IOException {
        Map<String, String> defaults = new LinkedHashMap<>();
        properties().forEach((name, value) -> {
            Matcher matcher = FROM_ENVIRONMENT.matcher((String) value);
            if (matcher.matches()) {
                defaults.put(matcher.group(1), matcher.group(2));
            }
        });

        assertThat(defaults).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                Map.entry("DATABASE_URL", ""), Map.entry("DB_HOST", "postgres"), Map.entry("DB_PORT", "5432"),
                Map.entry("DB_USER", "streaming_user"), Map.entry("DB_PASSWORD", "streaming_pass"), Map.entry("DB_NAME", "vod_db"),
                Map.entry("MINIO_ENDPOINT", "minio:9000"), Map.entry("MINIO_ACCESS_KEY", "minioadmin"),
                Map.entry("MINIO_SECRET_KEY", "minioadmin123"), Map.entry("MINIO_USE_SSL", "false"),
                Map.entry("MINIO_BUCKET", "recordings"), Map.entry("SEGMENTS_BUCKET", "live-segments"),
                Map.entry("SEGMENTS_PREFIX", "{stream_key}/"), Map.entry("PORT", "8083"),
                Map.entry("MONITOR_INTERVAL", "10s"), Map.entry("SEGMENT_DOWNLOAD_TIMEOUT", "30s"),
                Map.entry("MAX_RETRY_ATTEMPTS", "3"), Map.entry("SEGMENT_RETRY_DELAY", "5s"),
                Map.entry("CAPTURE_PARALLEL", "16"), Map.entry("CAPTURE_GRACE", "10s"),
                Map.entry("WORK_DIR", "/tmp/recordings"), Map.entry("SETTLE_TIME", "3s"),
                Map.entry("FFMPEG", "ffmpeg"), Map.entry("FFPROBE", "ffprobe"), Map.entry("FFMPEG_TIMEOUT", "auto"),
                Map.entry("STREAM_SERVICE_URL", "http://stream-service:8082"), Map.entry("STALE_AFTER", "5m"), Map.entry("VOD_SERVICE_URL", "http://vod-service:8084"),
                Map.entry("RENDITION", "best"), Map.entry("RECONNECT_WINDOW", "0"), Map.entry("GAPS", "keep"), Map.entry("KEEP_DAMAGED", "7d"),
                Map.entry("LEASE_TIME", "15s"), Map.entry("LEASE_RENEWAL", "5s")));
    }

    @Test
    void every_variable_is_in_the_table_of_the_readme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Matcher matcher = Pattern.compile("\\{\\{env:([A-Z0-9_]+):").matcher(Files.readString(Path.of("application.properties")));
        while (matcher.find()) {
            assertThat(readme).contains("| `" + matcher.group(1) + "` |");
        }
    }

    private static Properties properties() throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("application.properties"))) {
            properties.load(reader);
        }
        return properties;
    }
}
