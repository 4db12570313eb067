package streaming.recording.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class ReceiverSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(ReceiverSettings::from))
                .containsExactlyInAnyOrder(
                        "STREAM_NOTIFY=on recorder.stream-service.notify",
                        "DOUBT=keep recorder.doubt",
                        "NOTIFY_URLS= recorder.notify.urls",
                        "NOTIFY_SECRET= recorder.notify.secret",
                        "HAND_OVER_DELAY=5s recorder.hand-over.delay");
    }

    @Test
    void several_urls_are_separated_by_commas() {
        assertThat(ReceiverSettings.from(SettingsFile.with(Map.of("NOTIFY_URLS", "http://a/x, https://b/y?z=1,")))
                        .urls())
                .containsExactly("http://a/x", "https://b/y?z=1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "STREAM_NOTIFY | true | STREAM_NOTIFY=true is wrong: on or off expected",
                "DOUBT | drop | DOUBT=drop is wrong: keep or deliver expected",
                "NOTIFY_URLS | http://user:secret@a/x,b | NOTIFY_URLS=(not shown) is wrong: http://host/path expected, several separated by commas",
                "NOTIFY_SECRET | whsec_? | NOTIFY_SECRET=(not shown) is wrong: whsec_ and Base64 expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> ReceiverSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
