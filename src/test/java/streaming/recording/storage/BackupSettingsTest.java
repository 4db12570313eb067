package streaming.recording.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Secret;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class BackupSettingsTest {

    private static final StorageSettings RECORDINGS = StorageSettings.from(SettingsFile.with(Map.of()));

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(settings -> BackupSettings.from(settings, RECORDINGS)))
                .containsExactlyInAnyOrder(
                        "BACKUP_BUCKET= recorder.backup.bucket",
                        "BACKUP_ENDPOINT= recorder.backup.endpoint",
                        "BACKUP_USE_SSL= recorder.backup.ssl",
                        "BACKUP_ACCESS_KEY= recorder.backup.access-key",
                        "BACKUP_SECRET_KEY= recorder.backup.secret-key");
    }

    @Test
    void what_is_not_set_is_as_for_the_recordings() {
        BackupSettings backup = backup(SettingsFile.with(Map.of("BACKUP_BUCKET", "copies", "MINIO_USE_SSL", "true")));

        assertThat(backup)
                .isEqualTo(new BackupSettings("copies", "minio:9000", true, "minioadmin", new Secret("minioadmin123")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "BACKUP_BUCKET | recordings | BACKUP_BUCKET=recordings is wrong: it holds the recordings themselves",
                "BACKUP_ENDPOINT | away | BACKUP_ENDPOINT=away is wrong: host:port expected",
                "BACKUP_USE_SSL | no | BACKUP_USE_SSL=no is wrong: true or false expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> backup(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }

    private static BackupSettings backup(Settings settings) {
        return BackupSettings.from(settings, StorageSettings.from(settings));
    }
}
