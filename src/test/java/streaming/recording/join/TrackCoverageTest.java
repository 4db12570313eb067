package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.TrackContent.Kind;

/** How much of a recording one track fills. */
class TrackCoverageTest {

    private static final long MINUTE = 60 * Ticks.PER_SECOND;

    @Test
    void a_track_without_holes_fills_all_of_it() {
        assertThat(of()).isEqualTo(new TrackCoverage(100, List.of()));
    }

    @Test
    void what_lacks_before_a_late_track_and_behind_one_that_ended_is_a_hole() {
        assertThat(of(hole(0, MINUTE / 4, -1, 3), hole(MINUTE / 2, MINUTE / 2, 6, -1)))
                .isEqualTo(new TrackCoverage(
                        25,
                        List.of(
                                new TrackCoverage.Hole(0, MINUTE / 4, true),
                                new TrackCoverage.Hole(MINUTE / 2, MINUTE / 2, true))));
    }

    @Test
    void a_hole_that_was_closed_is_missing_all_the_same() {
        JoinResult result = result(track(), new JoinResult.Hole(MINUTE / 2, MINUTE, false, 3, 4));

        assertThat(TrackCoverage.of(result, result.tracks()).percent()).isEqualTo(50);
    }

    @Test
    void parts_that_follow_one_another_fill_each_others_holes() {
        JoinResult result = result(track(hole(MINUTE / 2, MINUTE / 2, 5, -1)), track(hole(0, MINUTE * 3 / 5, -1, 6)));

        assertThat(TrackCoverage.of(result, result.tracks()))
                .isEqualTo(new TrackCoverage(90, List.of(new TrackCoverage.Hole(MINUTE / 2, MINUTE / 10, true))));
    }

    @Test
    void a_recording_is_as_whole_as_the_track_that_lost_most_behind_its_first_unit() {
        assertThat(least(result(track(hole(0, MINUTE / 2, -1, 6)), track(hole(MINUTE / 2, MINUTE / 10, 5, 6)))))
                .isEqualTo(90);
        assertThat(least(result(track(), track(hole(MINUTE / 4, 3 * MINUTE / 4, 2, -1)))))
                .isEqualTo(25);
    }

    private static double least(JoinResult result) {
        return TrackCoverage.least(
                result, result.tracks().stream().map(List::of).toList());
    }

    private static TrackCoverage of(JoinResult.Hole... holes) {
        JoinResult result = result(track(holes));
        return TrackCoverage.of(result, result.tracks());
    }

    private static JoinResult.Hole hole(long position, long length, int before, int after) {
        return new JoinResult.Hole(position, length, true, before, after);
    }

    private static JoinResult.Track track(JoinResult.Hole... holes) {
        return new JoinResult.Track(Kind.AUDIO, "aac", 1, 0, 0, MINUTE, List.of(holes));
    }

    private static JoinResult result(JoinResult.Track track, JoinResult.Hole common) {
        return new JoinResult(
                List.of(track),
                List.of(),
                List.of(),
                List.of(),
                List.of(common),
                List.of(),
                List.of(),
                List.of(),
                MINUTE,
                0,
                0);
    }

    private static JoinResult result(JoinResult.Track... tracks) {
        return new JoinResult(
                List.of(tracks),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                MINUTE,
                0,
                0);
    }
}
