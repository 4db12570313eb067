package streaming.recording.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class HttpSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(HttpSettings::from))
                .containsExactlyInAnyOrder(
                        "ADMIN_TOKEN= recorder.admin.token",
                        "VIEW_TOKEN= recorder.view.token",
                        "VIEW_HEADER= recorder.view.header",
                        "VIEW_PROXIES=127.0.0.0/8,::1/128 recorder.view.proxies",
                        "PUBLIC_HOSTS= recorder.http.hosts",
                        "HIDE_STREAM_KEYS=false recorder.http.hide-keys",
                        "HTTP_ANSWER_TIME=5m recorder.http.answer-time",
                        "PORT=8083 recorder.http.port",
                        "MANAGEMENT_HOST=127.0.0.1 recorder.management.host",
                        "MANAGEMENT_PORT=9876 recorder.management.port",
                        "HTTP_REQUEST_TIME=30s recorder.http.request-time",
                        "HTTP_KEEP_ALIVE=75s recorder.http.keep-alive");
    }

    @Test
    void a_secret_is_not_in_the_text_of_its_settings() {
        assertThat(HttpSettings.from(SettingsFile.with(Map.of("ADMIN_TOKEN", "T0ken-of-administrator"))))
                .asString()
                .doesNotContain("T0ken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PORT | 70000 | PORT=70000 is wrong: 1 to 65535 expected",
                "PORT | http | PORT=http is wrong: a whole number expected",
                "MANAGEMENT_HOST | a b | MANAGEMENT_HOST=a b is wrong: an address of this machine expected",
                "ADMIN_TOKEN | two words | ADMIN_TOKEN=(not shown) is wrong: letters, digits and signs without spaces expected",
                "ADMIN_TOKEN | fifteen-letters | ADMIN_TOKEN=(not shown) is wrong: 16 characters or more expected",
                "VIEW_HEADER | X Y | VIEW_HEADER=X Y is wrong: the name of a header expected",
                "VIEW_PROXIES | gateway | VIEW_PROXIES=gateway is wrong: ranges such as 10.0.0.0/8,fc00::/7 expected",
                "VIEW_TOKEN | short | VIEW_TOKEN=(not shown) is wrong: 16 characters or more expected",
                "PUBLIC_HOSTS | https://a.example | PUBLIC_HOSTS=https://a.example is wrong: hosts such as recordings.example.com,localhost:8083 expected",
                "PUBLIC_HOSTS | a.example,, | PUBLIC_HOSTS=a.example,, is wrong: hosts such as recordings.example.com,localhost:8083 expected",
                "HIDE_STREAM_KEYS | true | HIDE_STREAM_KEYS=true is wrong: OBJECT_NAME without {stream_key} expected then",
                "HTTP_ANSWER_TIME | 0 | HTTP_ANSWER_TIME=0 is wrong: longer than 0 expected",
                "HTTP_KEEP_ALIVE | 0 | HTTP_KEEP_ALIVE=0 is wrong: longer than 0 expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> HttpSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
