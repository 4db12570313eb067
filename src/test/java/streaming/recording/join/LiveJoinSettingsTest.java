package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class LiveJoinSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(LiveJoinSettings::from))
                .containsExactlyInAnyOrder(
                        "LIVE_JOINS=auto recorder.live.joins",
                        "recorder.ffmpeg.join-live",
                        "LIVE_JOIN_WAIT=30s recorder.live.wait",
                        "recorder.live.patience");
    }

    @Test
    void no_more_recordings_are_joined_live_than_fit_into_the_memory() {
        assertThat(LiveJoinSettings.from(SettingsFile.with(Map.of())).most()).isBetween(1, 100);
        assertThat(LiveJoinSettings.from(SettingsFile.with(Map.of("LIVE_JOINS", "0")))
                        .most())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"LIVE_JOINS | all | LIVE_JOINS=all is wrong: auto or a whole number expected"})
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> LiveJoinSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
