package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class JoinSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(JoinSettings::from))
                .containsExactlyInAnyOrder(
                        "FFMPEG=ffmpeg recorder.ffmpeg.program",
                        "recorder.ffmpeg.join",
                        "recorder.ffmpeg.join-sound",
                        "FFPROBE=ffprobe recorder.ffprobe.program",
                        "FFMPEG_TIMEOUT=1m recorder.ffmpeg.timeout",
                        "FFMPEG_MEMORY=auto recorder.ffmpeg.memory",
                        "GAPS=keep recorder.gaps",
                        "FINALIZE_ATTEMPTS=10 recorder.finalize.attempts",
                        "FINALIZE_DEADLINE=7d recorder.finalize.deadline");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "500MB, 500000000", "4GB, 4000000000"})
    void the_memory_of_ffmpeg_is_a_number_of_bytes(String value, long bytes) {
        assertThat(JoinSettings.from(SettingsFile.with(Map.of("FFMPEG_MEMORY", value)))
                        .memory())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GAPS | close | GAPS=close is wrong: keep or collapse expected",
                "FFMPEG_MEMORY | 100MB | FFMPEG_MEMORY=100MB is wrong: auto, 0, or at least 500MB such as 4GB expected",
                "FFMPEG_TIMEOUT | never | FFMPEG_TIMEOUT=never is wrong: a duration such as 10s, 500ms, 5m or 1h expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> JoinSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
