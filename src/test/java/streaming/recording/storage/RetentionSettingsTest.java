package streaming.recording.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class RetentionSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(RetentionSettings::from))
                .containsExactlyInAnyOrder(
                        "RETENTION=0 recorder.retention.time",
                        "RETENTION_DRY_RUN=false recorder.retention.dry-run",
                        "KEEP_DAMAGED=7d recorder.keep.damaged",
                        "KEEP_FAILED=30d recorder.keep.failed",
                        "KEEP_EVENTS=90d recorder.keep.events");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "KEEP_FAILED | a week | KEEP_FAILED=a week is wrong: a duration such as 10s, 500ms, 5m or 1h expected",
                "RETENTION_DRY_RUN | on | RETENTION_DRY_RUN=on is wrong: true or false expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> RetentionSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
