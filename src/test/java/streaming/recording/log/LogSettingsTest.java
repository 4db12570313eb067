package streaming.recording.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class LogSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(LogSettings::from))
                .containsExactlyInAnyOrder("LOG_LEVEL=INFO recorder.log.level", "LOG_FORMAT=text recorder.log.format");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "LOG_LEVEL | verbose | LOG_LEVEL=verbose is wrong: ERROR, WARN, INFO or DEBUG expected",
                "LOG_FORMAT | xml | LOG_FORMAT=xml is wrong: text or json expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> LogSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
