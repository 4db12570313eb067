package streaming.recording.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstanceAddressTest {

    @Test
    void it_is_the_address_that_this_machine_speaks_to_the_database_by() {
        assertThat(new InstanceAddress("", "127.0.0.1:5432", 8083).get()).isEqualTo("127.0.0.1:8083");
        assertThat(new InstanceAddress("", "127.0.0.1:5432,127.0.0.2:5432", 8083).get())
                .isEqualTo("127.0.0.1:8083");
    }

    @Test
    void a_setting_wins() {
        assertThat(new InstanceAddress("recorder-1:80", "127.0.0.1:5432", 8083).get())
                .isEqualTo("recorder-1:80");
    }

    @Test
    void while_the_name_of_the_database_is_not_known_there_is_none() {
        assertThat(new InstanceAddress("", "no_such_host.invalid:5432", 8083).get())
                .isNull();
    }
}
