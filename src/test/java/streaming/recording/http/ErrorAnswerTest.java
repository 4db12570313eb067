package streaming.recording.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

class ErrorAnswerTest {

    @Test
    void a_value_that_postgresql_cannot_take_is_the_request_s_fault_and_a_lost_connection_is_not() {
        assertThat(ErrorAnswer.of(new DataIntegrityViolationException("", new SQLException("out of range", "22008"))))
                .extracting(ErrorAnswer::status, ErrorAnswer::isTemporary)
                .containsExactly(400, false);
        assertThat(ErrorAnswer.of(new SQLException("connection", "08006")))
                .extracting(ErrorAnswer::status, ErrorAnswer::isTemporary)
                .containsExactly(503, true);
    }
}
