package streaming.recording.config;

import static java.util.Map.entry;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import streaming.recording.database.DatabaseAddress;
import streaming.recording.event.PeerAddress;
import streaming.recording.event.RecordedStreams;
import streaming.recording.event.WebhookSignature;
import streaming.recording.health.DiskLimit;
import streaming.recording.receiver.MessageSignature;
import streaming.recording.timeline.GapPolicy;

/** The settings of application.properties as typed values; a value that cannot be read names its variable. */
public final class Settings {

    /** A setting that cannot be read: the service does not start. */
    public static final class Wrong extends RuntimeException {
        Wrong(String variable, String value, String why) {
            super(variable + "=" + value + " is wrong: " + why, null, false, false);
        }
    }

    private static final Map<String, String> DURATIONS = Map.ofEntries(
            entry("recorder.reconnect.window", "RECONNECT_WINDOW"),
            entry("recorder.monitor.interval", "MONITOR_INTERVAL"),
            entry("recorder.segment.timeout", "SEGMENT_DOWNLOAD_TIMEOUT"),
            entry("recorder.segment.retry-delay", "SEGMENT_RETRY_DELAY"),
            entry("recorder.capture.grace", "CAPTURE_GRACE"),
            entry("recorder.settle.time", "SETTLE_TIME"),
            entry("recorder.settle.limit", "SETTLE_LIMIT"),
            entry("recorder.finalize.deadline", "FINALIZE_DEADLINE"),
            entry("recorder.silent.after", "SILENT_AFTER"),
            entry("recorder.stale.after", "STALE_AFTER"),
            entry("recorder.keep.damaged", "KEEP_DAMAGED"),
            entry("recorder.keep.failed", "KEEP_FAILED"),
            entry("recorder.http.request-time", "HTTP_REQUEST_TIME"),
            entry("recorder.http.keep-alive", "HTTP_KEEP_ALIVE"),
            entry("recorder.lease.time", "LEASE_TIME"),
            entry("recorder.lease.renewal", "LEASE_RENEWAL"),
            entry("recorder.url.lifetime", "URL_LIFETIME"),
            entry("recorder.retention.time", "RETENTION"),
            entry("recorder.live.wait", "LIVE_JOIN_WAIT"),
            entry("recorder.hand-over.delay", "HAND_OVER_DELAY"),
            entry("recorder.vod.timeout", "VOD_IMPORT_TIMEOUT"));
    private static final List<String> PERIODS = List.of(
            "recorder.monitor.interval",
            "recorder.lease.time",
            "recorder.lease.renewal",
            "recorder.segment.timeout",
            "recorder.settle.limit",
            "recorder.finalize.deadline",
            "recorder.silent.after",
            "recorder.url.lifetime",
            "recorder.http.request-time",
            "recorder.http.keep-alive",
            "recorder.hand-over.delay",
            "recorder.vod.timeout");
    /** AWS Signature Version 4: X-Amz-Expires is at most a week. */
    private static final Duration LONGEST_URL = Duration.ofDays(7);
    /** A redelivery policy and an HTTP client take milliseconds and no unit. */
    private static final List<String> WITHOUT_UNIT = List.of("recorder.segment.retry-delay", "recorder.vod.timeout");

    private static final String HOST_AND_PORT = "[A-Za-z0-9.-]+:[0-9]{1,5}|\\[[0-9A-Fa-f:]+]:[0-9]{1,5}";
    private static final String URL = "https?://[^\\s/?#,]+[^\\s#,]*";
    private static final Map<String, String> NUMBERS = Map.of(
            "recorder.http.port",
            "PORT",
            "recorder.management.port",
            "MANAGEMENT_PORT",
            "recorder.database.port",
            "DB_PORT",
            "recorder.segment.attempts",
            "MAX_RETRY_ATTEMPTS",
            "recorder.capture.parallel",
            "CAPTURE_PARALLEL",
            "recorder.finalize.attempts",
            "FINALIZE_ATTEMPTS",
            "recorder.capture.share",
            "CAPTURE_SHARE",
            "recorder.upload.part",
            "UPLOAD_PART");

    /** An ffmpeg takes less than 100 MB and 10 MB more for each recorded hour. */
    private static final long LIVE_JOIN = 200_000_000;

    private final CamelContext camel;

    public Settings(CamelContext camel) {
        this.camel = camel;
    }

    /**
     * Reads every setting that can be wrong.
     *
     * @param normalised takes each duration under its property's name, in a form that Camel and PostgreSQL understand
     *     too
     * @throws Wrong for the first one that is
     */
    public void check(BiConsumer<String, String> normalised) {
        Map<String, String> durations = new LinkedHashMap<>();
        DURATIONS.keySet().stream().sorted().forEach(property -> {
            Duration duration = duration(property);
            if (PERIODS.contains(property) && duration.toMillis() < 1) {
                throw new Wrong(DURATIONS.get(property), text(property), "longer than 0 expected");
            }
            durations.put(property, duration.toMillis() + (WITHOUT_UNIT.contains(property) ? "" : "ms"));
        });
        NUMBERS.forEach((property, variable) -> {
            int number = integer(property);
            if (number < 1 || variable.endsWith("PORT") && number > 65_535) {
                throw new Wrong(
                        variable,
                        text(property),
                        variable.endsWith("PORT") ? "1 to 65535 expected" : "1 or more expected");
            }
        });
        if (duration("recorder.url.lifetime").compareTo(LONGEST_URL) > 0) {
            throw new Wrong("URL_LIFETIME", text("recorder.url.lifetime"), "7d at most");
        }
        form("recorder.upload.part", "UPLOAD_PART", "[5-9]|[1-9][0-9]{1,2}|[1-4][0-9]{3}", "5 to 4999 expected");
        bool("recorder.s3.ssl");
        bool("recorder.retention.dry-run");
        database();
        ffmpegTimeout();
        gaps();
        recordedStreams();
        diskLimit("recorder.disk.warn");
        diskLimit("recorder.disk.pause");
        liveJoins();
        form("recorder.s3.endpoint", "MINIO_ENDPOINT", HOST_AND_PORT, "host:port expected");
        form("recorder.management.host", "MANAGEMENT_HOST", "[A-Za-z0-9.:-]+", "an address of this machine expected");
        form("recorder.s3.public-url", "PUBLIC_S3_URL", "(https?://[^\\s/?#]+/?)?", "http://host:port expected");
        form(
                "recorder.stream-service.url",
                "STREAM_SERVICE_URL",
                "https?://[^\\s/?#]+[^\\s?#]*",
                "http://host:port expected");
        form(
                "recorder.recordings.bucket",
                "MINIO_BUCKET",
                "[A-Za-z0-9][A-Za-z0-9._-]{1,254}",
                "a bucket's name expected");
        form(
                "recorder.segments.bucket",
                "SEGMENTS_BUCKET",
                "[A-Za-z0-9][A-Za-z0-9._-]{1,254}",
                "a bucket's name expected");
        form("recorder.work.folder", "WORK_DIR", ".*\\S.*", "a folder expected");
        form(
                "recorder.rendition",
                "RENDITION",
                "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}",
                "best or the name of a folder expected");
        webhookPeers();
        webhookSignature();
        if (!text("recorder.admin.token").matches("[\\x21-\\x7e]*")) {
            throw new Wrong("ADMIN_TOKEN", "(not shown)", "letters, digits and signs without spaces expected");
        }
        form(
                "recorder.segments.prefix",
                "SEGMENTS_PREFIX",
                "[^$]*\\{stream_key}[^$]*/",
                "a prefix with {stream_key} that ends with / expected");
        checkReceivers();
        durations.forEach(normalised);
    }

    private void checkReceivers() {
        form("recorder.stream-service.notify", "STREAM_NOTIFY", "on|off", "on or off expected");
        form("recorder.doubt", "DOUBT", "keep|deliver", "keep or deliver expected");
        form("recorder.vod.import", "VOD_IMPORT", "on|off", "on or off expected");
        form(
                "recorder.vod-service.url",
                "VOD_SERVICE_URL",
                "https?://[^\\s/?#]+[^\\s?#]*",
                "http://host:port expected");
        form("recorder.vod.path", "VOD_IMPORT_PATH", "/[A-Za-z0-9/._~-]*", "a path that begins with / expected");
        form("recorder.vod.user-id", "VOD_USER_ID", "[A-Za-z0-9-]*", "an id expected");
        form("recorder.vod.visibility", "VOD_VISIBILITY", "[a-z]+", "public, unlisted or private expected");
        for (String url : notifyUrls()) {
            if (!url.matches(URL)) {
                throw new Wrong("NOTIFY_URLS", "(not shown)", "http://host/path expected, several separated by commas");
            }
        }
        notifySignature(Clock.systemUTC());
        form(
                "recorder.backup.bucket",
                "BACKUP_BUCKET",
                "([A-Za-z0-9][A-Za-z0-9._-]{1,254})?",
                "a bucket's name expected");
        form("recorder.backup.endpoint", "BACKUP_ENDPOINT", "(" + HOST_AND_PORT + ")?", "host:port expected");
        form("recorder.backup.ssl", "BACKUP_USE_SSL", "(true|false)?", "true or false expected");
        if (text("recorder.backup.bucket").equals(text("recorder.recordings.bucket"))
                && text("recorder.backup.endpoint", "recorder.s3.endpoint").equals(text("recorder.s3.endpoint"))) {
            throw new Wrong("BACKUP_BUCKET", text("recorder.backup.bucket"), "it holds the recordings themselves");
        }
    }

    /** Where recordings are told to anyone else. */
    public List<String> notifyUrls() {
        return Arrays.stream(text("recorder.notify.urls").split(","))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .toList();
    }

    public MessageSignature notifySignature(Clock clock) {
        try {
            return new MessageSignature(clock, text("recorder.notify.secret"));
        } catch (IllegalArgumentException e) {
            throw new Wrong("NOTIFY_SECRET", "(not shown)", "whsec_ and Base64 expected");
        }
    }

    /** The first of these settings that is set. */
    public String text(String property, String otherwise) {
        return text(property).isEmpty() ? text(otherwise) : text(property);
    }

    public boolean bool(String property, String otherwise) {
        return bool(text(property).isEmpty() ? otherwise : property);
    }

    public String text(String property) {
        return camel.resolvePropertyPlaceholders("{{" + property + "}}");
    }

    public int integer(String property) {
        String value = text(property);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new Wrong(NUMBERS.getOrDefault(property, property), value, "a whole number expected");
        }
    }

    public boolean bool(String property) {
        String value = text(property);
        if (!value.equals("true") && !value.equals("false")) {
            throw new Wrong(
                    property.equals("recorder.s3.ssl") ? "MINIO_USE_SSL" : "RETENTION_DRY_RUN",
                    value,
                    "true or false expected");
        }
        return value.equals("true");
    }

    public Duration duration(String property) {
        return duration(property, DURATIONS.getOrDefault(property, property));
    }

    /** @return null for {@code auto}: it grows with the bytes */
    public Duration ffmpegTimeout() {
        return text("recorder.ffmpeg.timeout").equals("auto")
                ? null
                : duration("recorder.ffmpeg.timeout", "FFMPEG_TIMEOUT");
    }

    public RecordedStreams recordedStreams() {
        try {
            return new RecordedStreams(text("recorder.streams"));
        } catch (IllegalArgumentException e) {
            throw new Wrong("RECORD_STREAMS", text("recorder.streams"), e.getMessage());
        }
    }

    public GapPolicy gaps() {
        String value = text("recorder.gaps");
        return switch (value) {
            case "keep" -> GapPolicy.KEEP;
            case "collapse" -> GapPolicy.COLLAPSE;
            default -> throw new Wrong("GAPS", value, "keep or collapse expected");
        };
    }

    public DiskLimit diskLimit(String property) {
        try {
            return DiskLimit.parse(text(property));
        } catch (IllegalArgumentException e) {
            throw new Wrong(property.endsWith("warn") ? "DISK_WARN" : "DISK_PAUSE", text(property), e.getMessage());
        }
    }

    /** Where those reach the S3 server who are given URLs. */
    public String publicS3Url() {
        String url = text("recorder.s3.public-url");
        return url.isEmpty() ? (bool("recorder.s3.ssl") ? "https://" : "http://") + text("recorder.s3.endpoint") : url;
    }

    public PeerAddress webhookPeers() {
        String ranges = text("recorder.webhook.peers");
        try {
            return new PeerAddress(ranges);
        } catch (IllegalArgumentException e) {
            throw new Wrong("WEBHOOK_ALLOWED_CIDRS", ranges, "ranges such as 10.0.0.0/8,fc00::/7 expected");
        }
    }

    public WebhookSignature webhookSignature() {
        try {
            return new WebhookSignature(text("recorder.webhook.secret"));
        } catch (IllegalArgumentException e) {
            throw new Wrong("WEBHOOK_SECRET", "(not shown)", e.getMessage());
        }
    }

    /**
     * How many recordings are joined while they are live, at once; `auto` takes half of the memory for it, and no more
     * than 100.
     */
    public int liveJoins() {
        String value = text("recorder.live.joins");
        if (value.equals("auto")) {
            long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
            return (int) Math.min(100, memory / 2 / LIVE_JOIN);
        }
        if (!value.matches("[0-9]{1,4}")) {
            throw new Wrong("LIVE_JOINS", value, "auto or a whole number expected");
        }
        return Integer.parseInt(value);
    }

    public DatabaseAddress database() {
        String url = text("recorder.database.url");
        if (url.isEmpty()) {
            return DatabaseAddress.of(
                    text("recorder.database.host"),
                    integer("recorder.database.port"),
                    text("recorder.database.user"),
                    text("recorder.database.password"),
                    text("recorder.database.name"));
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
