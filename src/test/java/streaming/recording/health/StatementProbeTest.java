package streaming.recording.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class StatementProbeTest {

    @Test
    void a_value_that_somebody_sent_does_not_make_the_service_ill() {
        StatementProbe probe = new StatementProbe(Clock.systemUTC());
        probe.failed("list-recordings", new SQLException("date/time field value out of range", "22008"));
        assertThat(probe.reason()).isNull();

        probe.failed("list-recordings", new SQLException("permission denied", "42501"));
        assertThat(probe.reason()).isEqualTo("PostgreSQL refuses statements of list-recordings");
    }
}
