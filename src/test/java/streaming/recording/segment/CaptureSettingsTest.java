package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class CaptureSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(CaptureSettings::from))
                .containsExactlyInAnyOrder(
                        "SEGMENTS_BUCKET=live-segments recorder.segments.bucket",
                        "SEGMENTS_PREFIX={stream_key}/ recorder.segments.prefix",
                        "MONITOR_INTERVAL=10s recorder.monitor.interval",
                        "SEGMENT_DOWNLOAD_TIMEOUT=30s recorder.segment.timeout",
                        "MAX_RETRY_ATTEMPTS=3 recorder.segment.attempts",
                        "SEGMENT_RETRY_DELAY=5s recorder.segment.retry-delay",
                        "CAPTURE_PARALLEL=16 recorder.capture.parallel",
                        "CAPTURE_SHARE=4 recorder.capture.share",
                        "CAPTURE_GRACE=10s recorder.capture.grace",
                        "RENDITION=best recorder.rendition",
                        "SETTLE_TIME=3s recorder.settle.time",
                        "SETTLE_LIMIT=5m recorder.settle.limit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MONITOR_INTERVAL | 10 | MONITOR_INTERVAL=10 is wrong: a duration such as 10s, 500ms, 5m or 1h expected",
                "MAX_RETRY_ATTEMPTS | three | MAX_RETRY_ATTEMPTS=three is wrong: a whole number expected",
                "CAPTURE_PARALLEL | 0 | CAPTURE_PARALLEL=0 is wrong: 1 or more expected",
                "SEGMENTS_PREFIX | live/ | SEGMENTS_PREFIX=live/ is wrong: a prefix with {stream_key} that ends with / expected",
                "RENDITION | ../other | RENDITION=../other is wrong: best or the name of a folder expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> CaptureSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
