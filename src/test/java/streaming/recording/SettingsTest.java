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

        assertThat(defaults)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("DATABASE_URL", ""),
                        Map.entry("DB_HOST", "postgres"),
                        Map.entry("DB_PORT", "5432"),
                        Map.entry("DB_USER", "streaming_user"),
                        Map.entry("DB_PASSWORD", "streaming_pass"),
                        Map.entry("DB_NAME", "vod_db"),
                        Map.entry("MINIO_ENDPOINT", "minio:9000"),
                        Map.entry("MINIO_ACCESS_KEY", "minioadmin"),
                        Map.entry("MINIO_SECRET_KEY", "minioadmin123"),
                        Map.entry("MINIO_USE_SSL", "false"),
                        Map.entry("MINIO_BUCKET", "recordings"),
                        Map.entry("SEGMENTS_BUCKET", "live-segments"),
                        Map.entry("SEGMENTS_PREFIX", "{stream_key}/"),
                        Map.entry("PORT", "8083"),
                        Map.entry("ADMIN_TOKEN", ""),
                        Map.entry("WEBHOOK_SECRET", ""),
                        Map.entry(
                                "WEBHOOK_ALLOWED_CIDRS",
                                "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,::1/128,fc00::/7"),
                        Map.entry("HTTP_REQUEST_TIME", "30s"),
                        Map.entry("HTTP_KEEP_ALIVE", "75s"),
                        Map.entry("MONITOR_INTERVAL", "10s"),
                        Map.entry("SEGMENT_DOWNLOAD_TIMEOUT", "30s"),
                        Map.entry("MAX_RETRY_ATTEMPTS", "3"),
                        Map.entry("SEGMENT_RETRY_DELAY", "5s"),
                        Map.entry("CAPTURE_PARALLEL", "16"),
                        Map.entry("CAPTURE_SHARE", "4"),
                        Map.entry("UPLOAD_PART", "64"),
                        Map.entry("CAPTURE_GRACE", "10s"),
                        Map.entry("WORK_DIR", "/tmp/recordings"),
                        Map.entry("SETTLE_TIME", "3s"),
                        Map.entry("DISK_WARN", "80%"),
                        Map.entry("DISK_PAUSE", "95%"),
                        Map.entry("FFMPEG", "ffmpeg"),
                        Map.entry("FFPROBE", "ffprobe"),
                        Map.entry("FFMPEG_TIMEOUT", "auto"),
                        Map.entry("STREAM_SERVICE_URL", "http://stream-service:8082"),
                        Map.entry("STALE_AFTER", "5m"),
                        Map.entry("VOD_SERVICE_URL", "http://vod-service:8084"),
                        Map.entry("RECORD_STREAMS", "*"),
                        Map.entry("RENDITION", "best"),
                        Map.entry("RECONNECT_WINDOW", "0"),
                        Map.entry("GAPS", "keep"),
                        Map.entry("KEEP_DAMAGED", "7d"),
                        Map.entry("KEEP_FAILED", "30d"),
                        Map.entry("SILENT_AFTER", "6h"),
                        Map.entry("SETTLE_LIMIT", "5m"),
                        Map.entry("FINALIZE_ATTEMPTS", "10"),
                        Map.entry("FINALIZE_DEADLINE", "7d"),
                        Map.entry("PUBLIC_S3_URL", ""),
                        Map.entry("URL_LIFETIME", "1h"),
                        Map.entry("MANAGEMENT_PORT", "9876"),
                        Map.entry("MANAGEMENT_HOST", "127.0.0.1"),
                        Map.entry("RETENTION", "0"),
                        Map.entry("RETENTION_DRY_RUN", "false"),
                        Map.entry("LIVE_JOINS", "auto"),
                        Map.entry("LIVE_JOIN_WAIT", "30s"),
                        Map.entry("STREAM_NOTIFY", "on"),
                        Map.entry("DOUBT", "keep"),
                        Map.entry("VOD_IMPORT", "off"),
                        Map.entry("VOD_IMPORT_PATH", "/import-recording"),
                        Map.entry("VOD_TOKEN", ""),
                        Map.entry("VOD_INTERNAL_KEY", ""),
                        Map.entry("VOD_USER_ID", ""),
                        Map.entry("VOD_TITLE", "{title} ({date})"),
                        Map.entry("VOD_DESCRIPTION", "Recorded live on {date}."),
                        Map.entry("VOD_CATEGORY", ""),
                        Map.entry("VOD_VISIBILITY", "private"),
                        Map.entry("VOD_IMPORT_TIMEOUT", "10m"),
                        Map.entry("NOTIFY_URLS", ""),
                        Map.entry("NOTIFY_SECRET", ""),
                        Map.entry("BACKUP_BUCKET", ""),
                        Map.entry("BACKUP_ENDPOINT", ""),
                        Map.entry("BACKUP_ACCESS_KEY", ""),
                        Map.entry("BACKUP_SECRET_KEY", ""),
                        Map.entry("BACKUP_USE_SSL", ""),
                        Map.entry("HAND_OVER_DELAY", "5s"),
                        Map.entry("LEASE_TIME", "15s"),
                        Map.entry("LEASE_RENEWAL", "5s")));
    }

    @Test
    void every_variable_is_in_the_table_of_the_readme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Matcher matcher =
                Pattern.compile("\\{\\{env:([A-Z0-9_]+):").matcher(Files.readString(Path.of("application.properties")));
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
