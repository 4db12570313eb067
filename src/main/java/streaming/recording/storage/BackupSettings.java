package streaming.recording.storage;

import streaming.recording.config.Forms;
import streaming.recording.config.Secret;
import streaming.recording.config.Settings;

/**
 * The bucket that gets a copy of each MP4.
 *
 * @param bucket empty: there is none
 */
public record BackupSettings(String bucket, String endpoint, boolean ssl, String accessKey, Secret secretKey) {

    /** @param storage whose server and keys are used where none are set for the backup */
    public static BackupSettings from(Settings settings, StorageSettings storage) {
        String bucket = settings.form("recorder.backup.bucket", "(" + Forms.BUCKET + ")?", "a bucket's name expected");
        String endpoint =
                settings.form("recorder.backup.endpoint", "(" + Forms.HOST_AND_PORT + ")?", "host:port expected");
        String ssl = settings.form("recorder.backup.ssl", "(true|false)?", "true or false expected");
        String accessKey = settings.text("recorder.backup.access-key");
        Secret secretKey = settings.secret("recorder.backup.secret-key");
        BackupSettings backup = new BackupSettings(
                bucket,
                endpoint.isEmpty() ? storage.endpoint() : endpoint,
                ssl.isEmpty() ? storage.ssl() : Boolean.parseBoolean(ssl),
                accessKey.isEmpty() ? storage.accessKey() : accessKey,
                secretKey.value().isEmpty() ? storage.secretKey() : secretKey);
        if (bucket.equals(storage.recordingsBucket()) && backup.endpoint().equals(storage.endpoint())) {
            throw settings.wrong("recorder.backup.bucket", "it holds the recordings themselves");
        }
        return backup;
    }
}
