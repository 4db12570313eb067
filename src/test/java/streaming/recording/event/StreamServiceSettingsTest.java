package streaming.recording.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class StreamServiceSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(StreamServiceSettings::from))
                .containsExactlyInAnyOrder(
                        "STREAM_SERVICE_URL=http://stream-service:8082 recorder.stream-service.url",
                        "STALE_AFTER=5m recorder.stale.after",
                        "SILENT_AFTER=6h recorder.silent.after",
                        "RECONNECT_WINDOW=0 recorder.reconnect.window");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "STREAM_SERVICE_URL | stream-service | STREAM_SERVICE_URL=stream-service is wrong: http://host:port expected",
                "SILENT_AFTER | 0s | SILENT_AFTER=0s is wrong: longer than 0 expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> StreamServiceSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
