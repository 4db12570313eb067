package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.TrackContent.Kind;

/** How much sound an encoded track must hold. */
class EncodedSoundTest {

    private static final long PER_MINUTE = 60 * 48_000 / 1024;

    @Test
    void as_much_as_was_given_is_whole_and_two_seconds_less_are_not() {
        EncodedSound sound = of(part(0, 60));

        assertThat(sound.isWhole(PER_MINUTE)).isTrue();
        assertThat(sound.percent(PER_MINUTE)).isEqualTo(100);
        assertThat(sound.isWhole(PER_MINUTE - 94)).isFalse();
        assertThat(sound.percent(PER_MINUTE - 94)).isBetween(96.0, 97.0);
    }

    @Test
    void a_hole_of_the_source_is_not_asked_for() {
        assertThat(of(part(0, 60, hole(20, 30))).isWhole(PER_MINUTE / 2)).isTrue();
    }

    @Test
    void what_lacks_before_a_part_and_behind_it_is_no_hole_of_it() {
        EncodedSound sound = of(part(0, 30, hole(30, 30)), part(30, 60, hole(0, 30)));

        assertThat(sound.seconds()).isEqualTo(60);
        assertThat(sound.isWhole(PER_MINUTE / 2)).isFalse();
    }

    @Test
    void parts_that_are_there_at_once_do_not_fit_into_one_track() {
        assertThat(of(part(0, 60), part(40, 60, hole(0, 40))).isWhole(PER_MINUTE))
                .isFalse();
    }

    @Test
    void what_gave_no_unit_is_not_asked_for() {
        assertThat(of(part(0, 60), new JoinResult.Track(Kind.AUDIO, "mp2", 0, 0, 0, 0, List.of()))
                        .isWhole(PER_MINUTE))
                .isTrue();
    }

    private static EncodedSound of(JoinResult.Track... parts) {
        JoinResult result = new JoinResult(
                List.of(parts),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                60 * Ticks.PER_SECOND,
                0,
                0);
        List<Integer> members = IntStream.range(0, parts.length).boxed().toList();
        return EncodedSound.of(new JoinCommand.Output(Kind.AUDIO, true, members), result);
    }

    /** From one second to another. */
    private static JoinResult.Track part(long from, long to, JoinResult.Hole... holes) {
        return new JoinResult.Track(
                Kind.AUDIO, "aac", 1, 0, from * Ticks.PER_SECOND, to * Ticks.PER_SECOND, List.of(holes));
    }

    private static JoinResult.Hole hole(long at, long seconds) {
        return new JoinResult.Hole(at * Ticks.PER_SECOND, seconds * Ticks.PER_SECOND, true, 0, 1);
    }
}
