package streaming.recording.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class LeaseSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(LeaseSettings::from))
                .containsExactlyInAnyOrder(
                        "LEASE_TIME=15s recorder.lease.time",
                        "LEASE_RENEWAL=5s recorder.lease.renewal",
                        "CAPACITY=auto recorder.instance.capacity",
                        "INSTANCE_ADDRESS= recorder.instance.address");
    }

    @Test
    void the_capacity_is_a_number_or_what_the_machine_carries() {
        assertThat(LeaseSettings.from(SettingsFile.with(Map.of("CAPACITY", "40")))
                        .capacity())
                .isEqualTo(40);
        assertThat(LeaseSettings.from(SettingsFile.with(Map.of())).capacity())
                .isBetween(1, 100 * Runtime.getRuntime().availableProcessors());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "LEASE_TIME | 0 | LEASE_TIME=0 is wrong: longer than 0 expected",
                "CAPACITY | 0 | CAPACITY=0 is wrong: auto or a whole number above 0 expected",
                "INSTANCE_ADDRESS | recorder-1 | INSTANCE_ADDRESS=recorder-1 is wrong: host:port expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> LeaseSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
