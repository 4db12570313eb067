package streaming.recording.storage;

import java.time.Duration;
import java.util.regex.Pattern;
import streaming.recording.config.Forms;
import streaming.recording.config.Secret;
import streaming.recording.config.Settings;

/**
 * The S3 server and the bucket that takes the MP4s.
 *
 * @param endpoint host:port
 * @param publicUrl of the same server, as it is reached by those who are given URLs
 * @param urlLifetime of such a URL
 * @param partSize bytes; a larger MP4 is uploaded in parts of this size
 */
public record StorageSettings(
        String endpoint,
        boolean ssl,
        String accessKey,
        Secret secretKey,
        String recordingsBucket,
        String publicUrl,
        Duration urlLifetime,
        long partSize) {

    /** AWS Signature Version 4: X-Amz-Expires is at most a week. */
    private static final Duration LONGEST_URL = Duration.ofDays(7);

    /** A statement fills it in: at least one of the three, no empty folder and none of dots. */
    private static final Pattern OBJECT_NAME = Pattern.compile(
            "(?=.*\\{)(?!.*(?:^|/)[./])(?:[A-Za-z0-9._/-]|\\{(?:stream_key|recording_id|started_at)}){1,200}\\.mp4");

    public static StorageSettings from(Settings settings) {
        String endpoint = settings.form("recorder.s3.endpoint", Forms.HOST_AND_PORT, "host:port expected");
        boolean ssl = settings.bool("recorder.s3.ssl");
        String publicUrl =
                settings.form("recorder.s3.public-url", "(https?://[^\\s/?#]+/?)?", "http://host:port expected");
        Duration urlLifetime = settings.period("recorder.url.lifetime");
        if (urlLifetime.compareTo(LONGEST_URL) > 0) {
            throw settings.wrong("recorder.url.lifetime", "7d at most");
        }
        settings.count("recorder.upload.part");
        if (!OBJECT_NAME
                .matcher(settings.text("recorder.recordings.object-name"))
                .matches()) {
            throw settings.wrong(
                    "recorder.recordings.object-name",
                    "letters, digits, ._-/ and {stream_key}, {recording_id} or {started_at} expected, and .mp4 at the end");
        }
        return new StorageSettings(
                endpoint,
                ssl,
                settings.text("recorder.s3.access-key"),
                settings.secret("recorder.s3.secret-key"),
                settings.form("recorder.recordings.bucket", Forms.BUCKET, "a bucket's name expected"),
                publicUrl.isEmpty() ? (ssl ? "https://" : "http://") + endpoint : publicUrl,
                urlLifetime,
                Long.parseLong(settings.form(
                                "recorder.upload.part", "[5-9]|[1-9][0-9]{1,2}|[1-4][0-9]{3}", "5 to 4999 expected"))
                        << 20);
    }
}
