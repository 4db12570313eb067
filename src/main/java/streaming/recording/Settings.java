package streaming.recording;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import streaming.recording.database.DatabaseAddress;
import streaming.recording.media.GapPolicy;

/** The settings of application.properties as typed values; a value that cannot be read names its variable. */
final class Settings {

    /** A setting that cannot be read: the service does not start. */
    static final class Wrong extends RuntimeException {
        Wrong(String variable, String value, String why) {
            super(variable + "=" + value + " is wrong: " + why, null, false, false);
        }
    }

    private static final Map<String, String> DURATIONS = Map.of("recorder.reconnect.window", "RECONNECT_WINDOW",
            "recorder.monitor.interval", "MONITOR_INTERVAL", "recorder.segment.timeout", "SEGMENT_DOWNLOAD_TIMEOUT",
            "recorder.segment.retry-delay", "SEGMENT_RETRY_DELAY", "recorder.capture.grace", "CAPTURE_GRACE",
            "recorder.settle.time", "SETTLE_TIME", "recorder.stale.after", "STALE_AFTER", "recorder.keep.damaged", "KEEP_DAMAGED",
            "recorder.lease.time", "LEASE_TIME", "recorder.lease.renewal", "LEASE_RENEWAL");
    private static final List<String> PERIODS = List.of("recorder.monitor.interval", "recorder.lease.time",
            "recorder.lease.renewal", "recorder.segment.timeout");
    private static final Map<String, String> NUMBERS = Map.of("recorder.http.port", "PORT",
            "recorder.database.port", "DB_PORT", "recorder.segment.attempts", "MAX_RETRY_ATTEMPTS",
            "recorder.capture.parallel", "CAPTURE_PARALLEL");

    private final CamelContext camel;

    Settings(CamelContext camel) {
        this.camel = camel;
    }

    /**
     * Reads every setting that can be wrong.
     *
     * @param normalised takes each duration under its property's name, in a form that Camel and PostgreSQL understand too
     * @throws Wrong for the first one that is
     */
    void check(BiConsumer<String, String> normalised) {
        Map<String, String> durations = new LinkedHashMap<>();
        DURATIONS.keySet().stream().sorted().forEach(property -> {
            Duration duration = duration(property);
            if (PERIODS.contains(property) && duration.toMillis() < 1) {
                throw new Wrong(DURATIONS.get(property), text(property), "longer than 0 expected");
            }
            // a redelivery policy takes milliseconds and no unit
            durations.put(property, duration.toMillis() + (property.equals("recorder.segment.retry-delay") ? "" : "ms"));
        });
        NUMBERS.forEach((property, variable) -> {
            int number = integer(property);
            if (number < 1 || variable.endsWith("PORT") && number > 65_535) {
                throw new Wrong(variable, text(property), variable.endsWith("PORT") ? "1 to 65535 expected" : "1 or more expected");
            }
        });
        bool("recorder.s3.ssl");
        database();
        ffmpegTimeout();
        gaps();
        form("recorder.s3.endpoint", "MINIO_ENDPOINT", "[A-Za-z0-9.-]+:[0-9]{1,5}|\\[[0-9A-Fa-f:]+]:[0-9]{1,5}", "host:port expected");
        form("recorder.stream-service.url", "STREAM_SERVICE_URL", "https?://[^\\s/?#]+[^\\s?#]*", "http://host:port expected");
        form("recorder.recordings.bucket", "MINIO_BUCKET", "[A-Za-z0-9][A-Za-z0-9._-]{1,254}", "a bucket's name expected");
        form("recorder.segments.bucket", "SEGMENTS_BUCKET", "[A-Za-z0-9][A-Za-z0-9._-]{1,254}", "a bucket's name expected");
        form("recorder.work.folder", "WORK_DIR", ".*\\S.*", "a folder expected");
        form("recorder.rendition", "RENDITION", "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}", "best or the name of a folder expected");
        form("recorder.segments.prefix", "SEGMENTS_PREFIX", "[^$]*\\{stream_key}[^$]*/", "a prefix with {stream_key} that ends with / expected");
        durations.forEach(normalised);
    }

    String text(String property) {
        return camel.resolvePropertyPlaceholders("{{" + property + "}}");
    }

    int integer(String property) {
        String value = text(property);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new Wrong(NUMBERS.getOrDefault(property, property), value, "a whole number expected");
        }
    }

    boolean bool(String property) {
        String value = text(property);
        if (!value.equals("true") && !value.equals("false")) {
            throw new Wrong("MINIO_USE_SSL", value, "true or false expected");
        }
        return value.equals("true");
    }

    Duration duration(String property) {
        return duration(property, DURATIONS.getOrDefault(property, property));
    }

    /** @return null for {@code auto}: it grows with the bytes */
    Duration ffmpegTimeout() {
        return text("recorder.ffmpeg.timeout").equals("auto") ? null : duration("recorder.ffmpeg.timeout", "FFMPEG_TIMEOUT");
    }

    GapPolicy gaps() {
        String value = text("recorder.gaps");
        return switch (value) {
            case "keep" -> GapPolicy.KEEP;
            case "collapse" -> GapPolicy.COLLAPSE;
            default -> throw new Wrong("GAPS", value, "keep or collapse expected");
        };
    }

    DatabaseAddress database() {
        String url = text("recorder.database.url");
        if (url.isEmpty()) {
            return DatabaseAddress.of(text("recorder.database.host"), integer("recorder.database.port"),
                    text("recorder.database.user"), text("recorder.database.password"), text("recorder.database.name"));
        }
        try {
            return DatabaseAddress.of(url);
        } catch (IllegalArgumentException e) {
            throw new Wrong("DATABASE_URL", "(not shown)", e.getMessage());
        }
    }

    private Duration duration(String property, String variable) {
        String value = text(property);
        try {
            return Durations.parse(value);
        } catch (IllegalArgumentException e) {
            throw new Wrong(variable, value, e.getMessage());
        }
    }

    private void form(String property, String variable, String pattern, String expected) {
        if (!text(property).matches(pattern)) {
            throw new Wrong(variable, text(property), expected);
        }
    }
}
