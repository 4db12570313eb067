package streaming.recording.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.exec.ExecException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class FailureCodeTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("connection-refused", new ConnectException("Connection refused")),
                Arguments.of("time-out", new SocketTimeoutException("Read timed out")),
                Arguments.of("unknown-host", new UnknownHostException("vod-service")),
                Arguments.of(
                        "answered-503",
                        new HttpOperationFailedException(
                                "http://vod", 503, "busy", null, Map.of(), "Connection refused")),
                Arguments.of(
                        "store-away",
                        SdkClientException.create("Unable to execute", new ConnectException("Connection refused"))),
                Arguments.of("store-away", S3Exception.builder().statusCode(503).build()),
                Arguments.of(
                        "store-refused", S3Exception.builder().statusCode(400).build()),
                Arguments.of("database-away", new SQLException("gone", "08006")),
                Arguments.of("statement-refused", new SQLException("no such column", "42703")),
                Arguments.of("program-missing", program(0, "", new IOException("Cannot run program \"ffmpeg\""))),
                Arguments.of("program-failed", program(1, "Invalid data found", null)),
                Arguments.of("disk-full", program(1, "av_interleaved_write_frame(): No space left on device", null)),
                Arguments.of("memory-full", program(244, "Error muxing a packet: Cannot allocate memory", null)),
                Arguments.of("disk-full", new IOException("No space left on device")),
                Arguments.of("no-media", new CannotEver("no-media", "no segment was captured")),
                Arguments.of("cannot-ever", new CannotEver("no")),
                Arguments.of("connection-refused", new CannotNow("broke off", new ConnectException())),
                Arguments.of("failed", new CannotNow("not now")),
                Arguments.of("failed", new IllegalStateException("Connection refused")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_code_follows_from_types_and_not_from_words(String code, Throwable failure) {
        assertThat(FailureCode.of(failure)).isEqualTo(code);
        assertThat(FailureCode.of(new RuntimeCamelException(failure))).isEqualTo(code);
    }

    private static ExecException program(int status, String said, Throwable cause) {
        return new ExecException(
                "ffmpeg", null, new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8)), status, cause);
    }
}
