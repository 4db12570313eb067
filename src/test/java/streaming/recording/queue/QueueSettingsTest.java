package streaming.recording.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class QueueSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(QueueSettings::from))
                .containsExactlyInAnyOrder(
                        "EVENTS_FROM= recorder.events.from",
                        "EVENTS_TO= recorder.events.to",
                        "SEGMENT_EVENTS_FROM= recorder.segment-events.from",
                        "RABBITMQ_URL= recorder.rabbitmq.url");
    }

    @Test
    void nothing_is_read_or_written_by_default() {
        Settings settings = SettingsFile.with(Map.of());

        assertThat(QueueSettings.from(settings).endpoints()).isEmpty();
        assertThat(settings.normalised()).isEmpty();
    }

    @Test
    void options_that_are_set_win_over_ours() {
        Settings settings = SettingsFile.with(
                Map.of("EVENTS_FROM", "kafka:events?brokers=a:1,b:2&autoOffsetReset=latest&groupId=g"));

        QueueSettings queues = QueueSettings.from(settings);

        assertThat(queues.eventsFrom().brokers()).containsExactly("a:1", "b:2");
        assertThat(settings.normalised().get("recorder.events.from"))
                .startsWith("kafka:events?brokers=a:1,b:2&autoOffsetReset=latest&groupId=g&")
                .contains("&breakOnFirstError=true")
                .doesNotContain("earliest", "groupId=recording-service");
        assertThat(settings.normalised().get("recorder.events.refused")).startsWith("kafka:events.refused?brokers=a:1");
    }

    @Test
    void a_password_may_hold_what_no_other_option_may() {
        String options =
                "brokers=a:1&saslJaasConfig=RAW(x.PlainLoginModule required username=\"u\" password=\"p#&1\";)";

        assertThat(QueueSettings.from(SettingsFile.with(Map.of("EVENTS_FROM", "kafka:events?" + options)))
                        .eventsFrom()
                        .options())
                .isEqualTo(options);
    }

    @ParameterizedTest
    @CsvSource({
        "amqp://u:p@rabbit, rabbit:5672",
        "amqps://rabbit/vhost, rabbit:5671",
        "amqp://u:p%40@rabbit:1234/, rabbit:1234"
    })
    void rabbitmq_has_an_address_of_its_own(String url, String address) {
        QueueSettings queues = QueueSettings.from(
                SettingsFile.with(Map.of("RABBITMQ_URL", url, "EVENTS_TO", "spring-rabbitmq:recordings")));

        assertThat(queues.rabbitmqAddress()).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EVENTS_FROM | activemq:x | EVENTS_FROM=(not shown) is wrong: kafka:TOPIC?brokers=host:port or spring-rabbitmq:EXCHANGE expected",
                "EVENTS_FROM | kafka:x | EVENTS_FROM=(not shown) is wrong: kafka:TOPIC?brokers=host:port expected",
                "EVENTS_FROM | kafka:x?brokers=a:65536 | EVENTS_FROM=(not shown) is wrong: kafka:TOPIC?brokers=host:port expected",
                "EVENTS_FROM | kafka:x?brokers=a | EVENTS_FROM=(not shown) is wrong: kafka:TOPIC?brokers=host:port expected",
                "SEGMENT_EVENTS_FROM | https | SEGMENT_EVENTS_FROM=(not shown) is wrong: kafka:TOPIC?brokers=host:port or spring-rabbitmq:EXCHANGE expected",
                "EVENTS_TO | kafka: | EVENTS_TO=(not shown) is wrong: kafka:TOPIC?brokers=host:port or spring-rabbitmq:EXCHANGE expected",
                "EVENTS_TO | spring-rabbitmq:x | RABBITMQ_URL= is wrong: amqp://user:password@host:port expected, as spring-rabbitmq: is set",
                "RABBITMQ_URL | http://u:p@x | RABBITMQ_URL=(not shown) is wrong: amqp://user:password@host:port/vhost expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> QueueSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
