package streaming.recording.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class WebhookSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(WebhookSettings::from))
                .containsExactlyInAnyOrder(
                        "WEBHOOK_ALLOWED_CIDRS=127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,::1/128,fc00::/7 recorder.webhook.peers",
                        "WEBHOOK_SECRET= recorder.webhook.secret",
                        "RECORD_STREAMS=* recorder.streams");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "WEBHOOK_SECRET | ,,, | WEBHOOK_SECRET=(not shown) is wrong: base64 of 24 bytes or more expected, such as whsec_ and 32 random bytes",
                "WEBHOOK_SECRET | whsec_c2VjcmV0 | WEBHOOK_SECRET=(not shown) is wrong: base64 of 24 bytes or more expected, such as whsec_ and 32 random bytes",
                "WEBHOOK_SECRET | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,c2VjcmV0 | WEBHOOK_SECRET=(not shown) is wrong: base64 of 24 bytes or more expected, such as whsec_ and 32 random bytes",
                "WEBHOOK_ALLOWED_CIDRS | everywhere | WEBHOOK_ALLOWED_CIDRS=everywhere is wrong: ranges such as 10.0.0.0/8,fc00::/7 expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> WebhookSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
