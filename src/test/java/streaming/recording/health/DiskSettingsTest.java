package streaming.recording.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class DiskSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(DiskSettings::from))
                .containsExactlyInAnyOrder(
                        "WORK_DIR=/tmp/recordings recorder.work.folder",
                        "DISK_WARN=80% recorder.disk.warn",
                        "DISK_PAUSE=95% recorder.disk.pause");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "WORK_DIR | ` ` | `WORK_DIR=  is wrong: a folder expected`",
                "DISK_WARN | 80 | DISK_WARN=80 is wrong: a used share such as 80%, or what must be left such as 500MB or 2GB, expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> DiskSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
