package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.event.RecordedStreams;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;
import streaming.recording.support.StreamService;

/** RECORD_STREAMS: only some streams are recorded. */
@ExtendWith(RealParts.Extension.class)
class RecordStreamsTest {

    @Test
    @Tag("long")
    void only_streams_that_the_setting_names_are_recorded(RealParts parts) throws IOException {
        Matcher export = Pattern.compile("export ([A-Z_]+)='(.*)'")
                .matcher(RecipesTest.recipe("Record only streams whose key matches a pattern"));
        assertThat(export.find()).isTrue();
        try (StreamService streamService = new StreamService();
                Recorder recorder = parts.recorder()
                        .with(export.group(1), export.group(2))
                        .with("STREAM_SERVICE_URL", streamService.url())
                        .start()) {
            Stream told = Stream.on(recorder, "studio-1").started();
            Stream other = Stream.on(recorder, "private").started();
            Stream listed = Stream.on(recorder, "camera-07");
            Stream otherListed = Stream.on(recorder, "camera-007");

            streamService.live(otherListed, otherListed.clock()).live(listed, listed.clock());
            await("camera-07 is recorded").atMost(Duration.ofSeconds(60)).until(() -> !recorder.recordings(listed.id())
                    .isEmpty());

            assertThat(told.recording().path("status").asText()).isEqualTo("recording");
            assertThat(recorder.recordings(other.id())).isEmpty();
            assertThat(recorder.recordings(otherListed.id())).isEmpty();
            assertThat(recorder.logged())
                    .contains("Stream is not recorded, as RECORD_STREAMS does not name it: stream_key=private");
            List<Map<String, Object>> heard = recorder.sql("SELECT DISTINCT stream_key FROM stream_event ORDER BY 1");
            assertThat(heard).extracting(row -> row.get("stream_key")).containsExactly("camera-07", "studio-1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'*', any.thing-1, true",
        "a*, abc, true",
        "a*, ba, false",
        "'a,b', b, true",
        "'a, b*', bc, true",
        "a?, a, false",
        "[ab]1, b1, true",
        "[!ab]1, b1, false",
        "a.b, axb, false"
    })
    void a_pattern_is_a_glob(String globs, String key, boolean included) {
        assertThat(new RecordedStreams(globs).include(key)).isEqualTo(included);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a,,b", "{a}", "[a", "a/b", "\\"})
    void what_is_no_pattern_is_refused(String globs) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new RecordedStreams(globs))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
