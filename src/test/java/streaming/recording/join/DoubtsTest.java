package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.ts.TrackContent.Kind;
import streaming.recording.ts.Unrecorded;

/** A recording is in doubt when more of a track is lost than a broken packet now and then, or a whole track. */
class DoubtsTest {

    private static final JoinResult.Track VIDEO =
            new JoinResult.Track(Kind.VIDEO, "h264", 990, 0, 0, 2_970_000, List.of());
    private static final JoinResult.Track AUDIO =
            new JoinResult.Track(Kind.AUDIO, "aac", 1500, 0, 0, 2_970_000, List.of());

    @Test
    void a_hundredth_of_a_track_may_be_dropped() {
        assertThat(doubts(dropped(0, 10, "broken PES packet"))).isEmpty();
    }

    @Test
    void more_than_a_hundredth_is_a_doubt_with_its_amount_and_reasons() {
        assertThat(doubts(dropped(0, 8, "broken PES packet"), dropped(0, 3, "incomplete")))
                .containsExactly(
                        new Doubt(
                                "units-dropped",
                                "11 of 1001 pictures of the track h264 are not in the MP4, 1.1 %: broken PES packet, incomplete"));
    }

    @Test
    void each_track_is_asked_by_itself() {
        assertThat(doubts(dropped(0, 9, "incomplete"), dropped(1, 16, "broken audio frame")))
                .singleElement()
                .extracting(Doubt::text)
                .asString()
                .startsWith("16 of 1516 frames of the track aac ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"repeated", "before the first key frame"})
    void what_is_no_loss_is_no_doubt(String reason) {
        assertThat(doubts(dropped(0, 500, reason))).isEmpty();
    }

    @Test
    void a_track_without_a_place_in_the_mp4_is_a_doubt_however_little_is_known_of_it() {
        assertThat(doubts(dropped(-1, 1, "a track that was not planned")))
                .containsExactly(new Doubt(
                        "track-not-recorded", "a track appeared that the MP4 has no place for, at least 1 unit of it"));
    }

    @Test
    void what_a_player_would_show_and_the_mp4_has_not_is_a_doubt_and_data_is_none() {
        Unrecorded av1 = new Unrecorded(256, 1, true, 6, Kind.VIDEO, "av1", 300, 123_456);
        Unrecorded id3 = new Unrecorded(258, 1, true, 0x15, Kind.OTHER, "id3", 10, 1_000);
        JoinResult result = new JoinResult(
                List.of(AUDIO),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(av1, id3),
                2_970_000,
                1920,
                0);

        assertThat(Doubts.ofResult(result))
                .containsExactly(new Doubt(
                        "track-not-recorded",
                        "video of the codec av1 on pid 256 is not in the MP4, 300 PES packets, 123456 bytes"));
    }

    @Test
    void video_whose_codec_changes_is_a_doubt_and_a_change_of_its_size_is_none() {
        assertThat(ofChange("h264 160x90 profile 100", "hevc 160x90 profile 1"))
                .extracting(Doubt::code)
                .containsExactly("codec-changed");
        assertThat(ofChange("h264 160x90 profile 100", "h264 320x180 profile 100"))
                .isEmpty();
    }

    private static List<Doubt> ofChange(String from, String to) {
        JoinResult.Change change = new JoinResult.Change(1, Kind.VIDEO, 1_000, 3, from, to);
        return Doubts.ofResult(new JoinResult(
                List.of(VIDEO),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(change),
                List.of(),
                2_970_000,
                3000,
                0));
    }

    private static JoinResult.Dropped dropped(int track, long units, String reason) {
        return new JoinResult.Dropped(0, track, units, reason);
    }

    private static List<Doubt> doubts(JoinResult.Dropped... dropped) {
        return Doubts.ofResult(new JoinResult(
                List.of(VIDEO, AUDIO),
                Arrays.asList(dropped),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                2_970_000,
                3000,
                0));
    }
}
