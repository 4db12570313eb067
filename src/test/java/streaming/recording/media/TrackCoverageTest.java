package streaming.recording.media;

import streaming.recording.timeline.Ticks;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import streaming.recording.media.TrackContent.Kind;

/** How much of a recording one track fills. */
class TrackCoverageTest {

    private static final long MINUTE = 60 * Ticks.PER_SECOND;

    @Test
    void a_track_from_the_beginning_to_the_end_fills_all_of_it() {
        assertThat(of(0, MINUTE)).isEqualTo(new TrackCoverage(100, List.of()));
    }

    @Test
    void tracks_that_were_muxed_apart_are_whole() {
        assertThat(of(Ticks.PER_SECOND, MINUTE - Ticks.PER_SECOND).percent()).isEqualTo(100);
    }

    @Test
    void what_lacks_before_a_late_track_and_behind_one_that_ended_is_a_hole() {
        assertThat(of(MINUTE / 4, MINUTE / 2)).isEqualTo(new TrackCoverage(25,
                List.of(new TrackCoverage.Hole(0, MINUTE / 4, true), new TrackCoverage.Hole(MINUTE / 2, MINUTE / 2, true))));
    }

    @Test
    void a_hole_of_all_tracks_is_one_of_each_that_was_there() {
        JoinResult.Hole hole = new JoinResult.Hole(MINUTE / 2, MINUTE / 10, true, 3, 4);

        assertThat(of(0, MINUTE, hole)).isEqualTo(new TrackCoverage(90, List.of(new TrackCoverage.Hole(MINUTE / 2, MINUTE / 10, true))));
        assertThat(of(0, MINUTE / 4, hole).holes()).containsExactly(new TrackCoverage.Hole(MINUTE / 4, 3 * MINUTE / 4, true));
    }

    @Test
    void a_hole_that_was_closed_is_missing_all_the_same() {
        assertThat(of(0, MINUTE, new JoinResult.Hole(MINUTE / 2, MINUTE, false, 3, 4)).percent()).isEqualTo(50);
    }

    private static TrackCoverage of(long start, long end, JoinResult.Hole... holes) {
        JoinResult.Track track = new JoinResult.Track(Kind.AUDIO, "aac", 1, start, end);
        return TrackCoverage.of(new JoinResult(List.of(track), List.of(), List.of(), List.of(), List.of(holes), List.of(), List.of(),
                MINUTE, 0, 0), track);
    }
}
