package streaming.recording.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class VodSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(VodSettings::from))
                .containsExactlyInAnyOrder(
                        "VOD_IMPORT=off recorder.vod.import",
                        "VOD_SERVICE_URL=http://vod-service:8084 recorder.vod-service.url",
                        "VOD_IMPORT_PATH=/import-recording recorder.vod.path",
                        "VOD_TOKEN= recorder.vod.token",
                        "VOD_INTERNAL_KEY= recorder.vod.internal-key",
                        "VOD_USER_ID= recorder.vod.user-id",
                        "VOD_TITLE={title} ({date}) recorder.vod.title",
                        "VOD_DESCRIPTION=Recorded live on {date}. recorder.vod.description",
                        "VOD_CATEGORY= recorder.vod.category",
                        "VOD_VISIBILITY=private recorder.vod.visibility",
                        "VOD_IMPORT_TIMEOUT=10m recorder.vod.timeout");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "VOD_IMPORT | yes | VOD_IMPORT=yes is wrong: on or off expected",
                "VOD_IMPORT_PATH | import | VOD_IMPORT_PATH=import is wrong: a path that begins with / expected",
                "VOD_IMPORT_TIMEOUT | 0 | VOD_IMPORT_TIMEOUT=0 is wrong: longer than 0 expected",
                "VOD_VISIBILITY | All | VOD_VISIBILITY=All is wrong: public, unlisted or private expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> VodSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
