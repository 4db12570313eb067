package streaming.recording.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static streaming.recording.timeline.TimedBroadcast.AUDIO;
import static streaming.recording.timeline.TimedBroadcast.FRAME;
import static streaming.recording.timeline.TimedBroadcast.SECOND;
import static streaming.recording.timeline.TimedBroadcast.VIDEO;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Broadcasts that were placed wrong once, and what is right. */
class TimelineTest {

    @Test
    void a_jump_of_the_clock_moves_nothing_though_sound_lies_half_a_second_later_in_the_file() {
        for (long skew :
                new long[] {0, SECOND / 3, SECOND / 2, SECOND, 3 * SECOND, 5 * SECOND, -SECOND / 2, -2 * SECOND}) {
            for (long jump : new long[] {
                36_581 * SECOND, -3 * SECOND / 2, -1_310 * 90, 26 * 3_600 * SECOND, -20 * SECOND, 3_000 * SECOND
            }) {
                for (long at : new long[] {4 * SECOND + 2 * FRAME, 5 * SECOND, 9 * SECOND + FRAME}) {
                    Arranged arranged =
                            new Arranged(new TimedBroadcast(0, 20, skew, 900_000, true).jump(at, jump, -1), true);

                    assertThat(arranged.apart())
                            .as("skew %s jump %s at %s: %s", skew, jump, at, arranged)
                            .isLessThanOrEqualTo(2_700);
                    assertThat(arranged.length())
                            .as("skew %s jump %s at %s: %s", skew, jump, at, arranged)
                            .isBetween(20 * SECOND - 4 * FRAME, 20 * SECOND + 4 * FRAME + Math.abs(skew) / 1000);
                    assertThat(arranged.given()).isEqualTo(arranged.published());
                }
            }
        }
    }

    @Test
    void a_jump_ahead_is_no_hole_where_no_segment_is_missing_and_no_time_passed_between_uploads() {
        for (long jump : new long[] {20 * SECOND, 55 * SECOND}) {
            for (long skew : new long[] {0, SECOND / 2, 4 * SECOND}) {
                Arranged arranged = new Arranged(
                        new TimedBroadcast(0, 20, skew, 900_000, true)
                                .numbered()
                                .jump(8 * SECOND, jump, -1),
                        true);

                assertThat(arranged.length())
                        .as("skew %s jump %s: %s", skew, jump, arranged)
                        .isBetween(20 * SECOND - 4 * FRAME, 20 * SECOND + 4 * FRAME);
                assertThat(arranged.apart()).isLessThanOrEqualTo(2_700);
            }
        }
    }

    @Test
    void a_slate_whose_clock_lies_a_little_ahead_is_no_hole_as_the_broadcast_comes_back_to_where_it_was() {
        for (long ahead : new long[] {2 * SECOND, 5 * SECOND}) {
            TimedBroadcast slate = new TimedBroadcast(1, 2, 0, 900_000 + 10 * SECOND + ahead, false);
            Arranged arranged = new Arranged(new TimedBroadcast(0, 20, 0, 900_000, true).insert(5, slate), true);

            assertThat(arranged.length())
                    .as("%s ahead: %s", ahead, arranged)
                    .isBetween(22 * SECOND - 4 * FRAME, 22 * SECOND + 4 * FRAME);
            assertThat(arranged.apart()).isLessThanOrEqualTo(2_700);
        }
    }

    @Test
    void sound_and_pictures_stay_together_where_units_are_lost_right_before_the_clock_jumps() {
        Arranged arranged = new Arranged(
                new TimedBroadcast(0, 20, SECOND / 2, 900_000, true)
                        .jump(8 * SECOND, 5_000 * SECOND, -1)
                        .lose(4, VIDEO, 6)
                        .lose(4, AUDIO, 6),
                true);

        assertThat(arranged.apart()).as("%s", arranged).isLessThanOrEqualTo(2_700);
        assertThat(arranged.given()).isEqualTo(arranged.published());
    }

    @Test
    void a_slate_without_sound_and_with_a_clock_of_its_own_plays_and_what_follows_is_in_sync() {
        for (long skew : new long[] {0, SECOND / 2}) {
            for (int segments : new int[] {1, 3}) {
                TimedBroadcast slate = new TimedBroadcast(1, 2 * segments, 0, 0, false);
                Arranged arranged =
                        new Arranged(new TimedBroadcast(0, 20, skew, 1_366 * SECOND, true).insert(5, slate), true);

                assertThat(arranged.apart())
                        .as("skew %s segments %s: %s", skew, segments, arranged)
                        .isLessThanOrEqualTo(2_700);
                assertThat(arranged.length())
                        .isBetween(
                                (20 + 2L * segments) * SECOND - 4 * FRAME,
                                (20 + 2L * segments) * SECOND + 4 * FRAME + skew);
                assertThat(arranged.given()).isEqualTo(arranged.published());
            }
        }
    }

    @Test
    void sound_that_arrived_together_and_spans_a_slate_goes_where_most_of_it_lies() {
        long packet = 11 * 1_920;
        for (long before : new long[] {5_000, 16_000}) {
            List<SegmentTimes> segments = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                List<Stamp> stamps = new ArrayList<>();
                long from = 2 * i * SECOND;
                long sound = 4 * SECOND - before;
                for (long at = from; at < from + 2 * SECOND; at += FRAME) {
                    stamps.add(new Stamp(VIDEO, true, 90_000 + at, 90_000 + at, 0, (int) at));
                }
                for (long at = sound - (sound / packet) * packet; at < 12 * SECOND; at += packet) {
                    // the packet that spans the border comes with the pictures behind it
                    if (at + before >= from && at + before < from + 2 * SECOND) {
                        stamps.add(new Stamp(AUDIO, false, 90_000 + at, 90_000 + at, packet, (int) at));
                    }
                }
                segments.add(new SegmentTimes(i < 2 ? i : i + 1, false, 1_000_000L + 2_000L * i, false, stamps));
            }
            List<Stamp> slate = new ArrayList<>();
            for (long at = 0; at < 2 * SECOND; at += FRAME) {
                slate.add(new Stamp(VIDEO, true, 900 * SECOND + at, 900 * SECOND + at, 0, (int) at));
            }
            segments.add(2, new SegmentTimes(2, false, 1_004_000L, false, slate));

            Timeline timeline = new Timeline(GapPolicy.KEEP);
            Placed placed = null;
            for (int i = 0; i <= 3; i++) {
                int here = i;
                placed = timeline.place(
                        segments.get(i),
                        number -> here + number < segments.size() ? segments.get(here + number) : null);
            }

            List<Stamp> behind = segments.get(3).stamps();
            int spanning = 60;
            assertThat(behind.get(spanning).dts()).isEqualTo(90_000 + 4 * SECOND - before);
            long moved = placed.pts()[0] - behind.get(0).pts();
            long soundMoved = placed.pts()[spanning] - behind.get(spanning).pts();
            assertThat(moved - soundMoved).isEqualTo(before < packet / 2 ? 0 : 2 * SECOND);
            assertThat(placed.pts()[spanning + 1] - behind.get(spanning + 1).pts())
                    .isEqualTo(moved);
        }
    }

    @Test
    void a_window_that_is_uploaded_again_behind_a_slate_plays_once() {
        for (long skew : new long[] {0, SECOND / 2}) {
            for (boolean sound : new boolean[] {false, true}) {
                TimedBroadcast slate = new TimedBroadcast(1, 2, 0, 0, sound);
                Arranged arranged = new Arranged(
                        new TimedBroadcast(0, 12, skew, 1_366 * SECOND, true)
                                .insert(4, slate)
                                .repeat(5, 7),
                        false);

                assertThat(arranged.given())
                        .as("skew %s sound %s: %s", skew, sound, arranged)
                        .isEqualTo(arranged.published());
            }
        }
    }

    @Test
    void one_track_with_a_wrong_clock_of_its_own_moves_alone() {
        for (int track : new int[] {VIDEO, AUDIO}) {
            for (long jump : new long[] {50 * SECOND, -50 * SECOND, 30_000 * SECOND, -10 * SECOND, 12 * SECOND}) {
                Arranged arranged =
                        new Arranged(new TimedBroadcast(0, 20, 0, 900_000, true).jump(7 * SECOND, jump, track), true);

                assertThat(arranged.apart())
                        .as("track %s jump %s: %s", track, jump, arranged)
                        .isLessThanOrEqualTo(2_700 + FRAME);
                assertThat(arranged.length()).isBetween(20 * SECOND - 4 * FRAME, 20 * SECOND + 4 * FRAME);
            }
        }
    }

    @Test
    void a_track_that_was_away_comes_back_to_its_place() {
        for (int track : new int[] {VIDEO, AUDIO}) {
            Arranged arranged = new Arranged(new TimedBroadcast(0, 20, 0, 900_000, true).without(track, 3, 6), true);

            assertThat(arranged.apart()).as("%s", arranged).isLessThanOrEqualTo(2_700);
            assertThat(arranged.timeline().runs()).isEmpty();
            assertThat(arranged.timeline().commonGaps()).isEmpty();
            assertThat(arranged.timeline().trackGaps()).singleElement().satisfies(gap -> {
                assertThat(gap.track()).isEqualTo(track);
                assertThat(gap.length()).isBetween(6 * SECOND - 4 * FRAME, 6 * SECOND + 4 * FRAME);
            });
        }
    }

    @Test
    void a_window_that_is_uploaded_twice_plays_once() {
        Arranged arranged = new Arranged(new TimedBroadcast(0, 20, 0, 900_000, true).repeat(7, 10), true);

        assertThat(arranged.length()).isBetween(20 * SECOND - 4 * FRAME, 20 * SECOND + 4 * FRAME);
        assertThat(arranged.given()).isEqualTo(arranged.published());
    }

    @Test
    void a_jump_between_objects_that_were_uploaded_one_after_the_other_is_no_hole() {
        Arranged arranged = new Arranged(
                new TimedBroadcast(0, 20, SECOND / 2, 900_000, true).jump(8 * SECOND + 2 * FRAME, 3_000 * SECOND, -1),
                true);

        assertThat(arranged.length()).as("%s", arranged).isBetween(20 * SECOND - 4 * FRAME, 20 * SECOND + 4 * FRAME);
        assertThat(arranged.timeline().runs()).hasSize(1);
        assertThat(arranged.timeline().commonGaps()).isEmpty();
    }

    @Test
    void a_picture_that_would_be_presented_before_it_is_decoded_fills_the_place_that_the_others_leave() {
        TimedBroadcast broadcast = new TimedBroadcast(0, 20, 0, 900_000, true);
        int[] number = {0};
        for (TimedBroadcast.Segment segment : broadcast.segments) {
            segment.units.replaceAll(unit -> unit.track() == AUDIO || number[0]++ % 40 != 20
                    ? unit
                    : new TimedBroadcast.Published(
                            0,
                            VIDEO,
                            unit.content(),
                            new Stamp(
                                    VIDEO,
                                    true,
                                    unit.stamp().dts() - FRAME,
                                    unit.stamp().dts(),
                                    0,
                                    7)));
        }
        Arranged arranged = new Arranged(broadcast, true);

        assertThat(arranged.moved(VIDEO)).as("%s", arranged).isZero();
    }

    @Test
    void time_stamps_that_are_all_zero_are_counted() {
        TimedBroadcast broadcast = new TimedBroadcast(0, 20, 0, 900_000, true);
        for (TimedBroadcast.Segment segment : broadcast.segments) {
            segment.units.replaceAll(unit -> TimedBroadcast.moved(
                    new TimedBroadcast.Published(
                            0,
                            unit.track(),
                            unit.content(),
                            new Stamp(
                                    unit.track(),
                                    unit.stamp().picture(),
                                    0,
                                    0,
                                    unit.track() == VIDEO ? FRAME : unit.stamp().ticks(),
                                    unit.stamp().check())),
                    0));
        }
        Arranged arranged = new Arranged(broadcast, true);

        assertThat(arranged.given()).isEqualTo(arranged.published());
        assertThat(arranged.length()).as("%s", arranged).isBetween(19 * SECOND, 21 * SECOND);
    }
}
