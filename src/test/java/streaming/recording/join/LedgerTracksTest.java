package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TrackContent.Kind;

/** The ledger gives back the tracks that were written into it. */
class LedgerTracksTest {

    private static final List<TrackContent> TRACKS = List.of(
            new TrackContent(256, Kind.VIDEO, "h264", "h264 1280x720 high@31 9f2c41d0", 60, 1, 2, 3, 4, 8_589_934_591L),
            new TrackContent(257, Kind.OTHER, "data", "", 0, 5, 6, 7, 8, 9));

    @Test
    void what_was_written_is_read() throws JsonProcessingException {
        assertThat(LedgerTracks.of(new ObjectMapper().writeValueAsString(TRACKS)))
                .isEqualTo(TRACKS);
    }

    @Test
    void what_a_later_version_adds_is_left_out() throws JsonProcessingException {
        String json = new ObjectMapper()
                .writeValueAsString(TRACKS)
                .replace("\"codec\"", "\"later\":{\"codec\":[{\"a\":1}]},\"codec\"");

        assertThat(LedgerTracks.of(json)).isEqualTo(TRACKS);
    }

    @Test
    void nothing_is_no_track_and_a_broken_column_is_no_nothing() throws JsonProcessingException {
        assertThat(LedgerTracks.of("[]")).isEmpty();
        assertThatThrownBy(() -> LedgerTracks.of("[{\"pid\":256,")).isInstanceOf(JsonProcessingException.class);
    }
}
