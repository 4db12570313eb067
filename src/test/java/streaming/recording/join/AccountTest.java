package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TrackContent.Kind;

/** What the segments held, against what the join knows of. */
class AccountTest {

    /** Of a segment of two seconds. */
    private static final int PICTURES = 60;

    @Test
    void what_was_given_or_is_said_to_be_left_out_is_accounted_for() {
        assertThat(video(10, 600)).isEqualTo(new Account(Kind.VIDEO, 600, 0));
        assertThat(video(10, 480, new JoinResult.Dropped(2, 0, 120, "broken PES packet")))
                .isEqualTo(new Account(Kind.VIDEO, 600, 0));
        assertThat(video(10, 540, new JoinResult.Dropped(2, -1, 60, "a track that was not planned")))
                .isEqualTo(new Account(Kind.VIDEO, 600, 0));
    }

    @Test
    void pictures_of_which_nobody_says_anything_are_a_doubt() {
        Account account = video(10, 540);

        assertThat(account).isEqualTo(new Account(Kind.VIDEO, 600, 60));
        assertThat(account.percent()).isEqualTo(90);
        assertThat(account.doubt().code()).isEqualTo(Doubt.UNITS_DROPPED);
        assertThat(account.doubt().text()).contains("60 of 600 pictures").contains("10.0 %");
    }

    @Test
    void a_picture_at_the_border_of_a_segment_may_be_counted_twice() {
        assertThat(video(10, 590).isBalanced()).isTrue();
    }

    @Test
    void a_segment_that_was_left_out_as_repeated_is_not_asked_for() {
        assertThat(video(10, 540, List.of(9)).isBalanced()).isTrue();
    }

    private static Account video(int segments, long packets, JoinResult.Dropped... dropped) {
        return video(segments, packets, List.of(), dropped);
    }

    private static Account video(int segments, long packets, List<Integer> repeated, JoinResult.Dropped... dropped) {
        TrackContent track = new TrackContent(256, Kind.VIDEO, "h264", "", PICTURES, 0, 0, 0, 0, 0);
        JoinResult result = new JoinResult(
                List.of(new JoinResult.Track(Kind.VIDEO, "h264", packets, 0, 0, 0, List.of())),
                List.of(dropped),
                List.of(),
                repeated,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                0,
                0);
        return Account.of(Collections.nCopies(segments, new SegmentContent(List.of(track), true, List.of())), result)
                .get(0);
    }
}
