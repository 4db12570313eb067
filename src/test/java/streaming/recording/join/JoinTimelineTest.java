package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.mp4.Mp4;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.SegmentReader;

/** Where media lies in time after the join. Expectations come from the source: so many frames, so many seconds. */
class JoinTimelineTest {
    private static final long SECOND = 90_000;
    private static final long FRAME = 3_000;
    private static final long AUDIO_FRAME = 1_920;
    private final Broadcast broadcast = Broadcast.of(20);

    @Test
    void a_missing_segment_stays_as_time() {
        List<Path> segments = new ArrayList<>(broadcast.make());
        segments.subList(4, 6).clear();
        Joined join = Joined.of(segments);
        Mp4 whole = Joined.whole(broadcast);
        assertThat(join.mp4().of("video")).hasSize(480);
        assertThat(join.mp4().of("video").subList(240, 480))
                .isEqualTo(whole.of("video").subList(360, 600));
        assertThat(join.result().holes()).singleElement().satisfies(hole -> {
            assertThat(hole.length()).isBetween(4 * SECOND - AUDIO_FRAME * 8, 4 * SECOND + AUDIO_FRAME * 8);
            assertThat(hole.position()).isBetween(8 * SECOND - AUDIO_FRAME * 8, 8 * SECOND + AUDIO_FRAME * 8);
            assertThat(hole.kept()).isTrue();
            assertThat(hole.before()).isEqualTo(3);
            assertThat(hole.after()).isEqualTo(4);
        });
    }

    @Test
    void a_missing_segment_stays_as_time_though_a_discontinuity_is_told() {
        List<Path> segments = broadcast.make();
        Joined join = Joined.of(segments.subList(0, 4)).thenRun(segments.subList(6, 10));
        assertThat(join.mp4().of("video").subList(240, 480))
                .isEqualTo(Joined.whole(broadcast).of("video").subList(360, 600));
        assertThat(join.result().holes()).hasSize(1);
        assertThat(join.result().runs()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(GapPolicy.class)
    void a_hole_inside_a_segment_follows_the_policy(GapPolicy policy) {
        long hole = 5 * SECOND;
        List<Path> segments = new ArrayList<>(broadcast.make().subList(0, 4));
        for (int i = 4; i < 10; i++) {
            Path video = Surgery.retimed(broadcast.make().get(i), 256, i == 4 ? 30 : 0, 10_000, time -> time + hole);
            segments.add(Surgery.retimed(video, 257, i == 4 ? 4 : 0, 10_000, time -> time + hole));
        }
        Joined join = policy == GapPolicy.KEEP
                ? Joined.of(segments)
                : Joined.of(segments).collapsing();
        boolean kept = policy == GapPolicy.KEEP;
        assertThat(join.mp4().of("video")).hasSize(600);
        assertThat(join.result().holes()).singleElement().satisfies(found -> {
            assertThat(found.before()).isEqualTo(4);
            assertThat(found.after()).isEqualTo(4);
            assertThat(found.kept()).isEqualTo(kept);
            assertThat(found.length()).isBetween(hole - SECOND / 2, hole);
        });
        long end = Joined.whole(broadcast).end() + (kept ? hole : 0);
        assertThat(join.mp4().end()).isBetween(end, end + SECOND / 2);
        assertThat(lastPictureToLastFrame(join.mp4())).isEqualTo(lastPictureToLastFrame(Joined.whole(broadcast)));
    }

    @Test
    void a_missing_segment_is_closed_when_gaps_collapse() {
        List<Path> segments = new ArrayList<>(broadcast.make());
        segments.subList(4, 6).clear();
        Joined join = Joined.of(segments).collapsing();
        assertThat(join.mp4().end()).isBetween(16 * SECOND - 8 * AUDIO_FRAME, 16 * SECOND + 8 * AUDIO_FRAME);
        assertInSync(join.mp4(), Joined.whole(broadcast));
        assertThat(join.result().holes()).singleElement().satisfies(hole -> assertThat(hole.kept())
                .isFalse());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_publisher_that_reconnects_goes_on_where_it_stopped(boolean told) {
        List<Path> second = broadcast.with("-metadata x=y -g 17").make();
        Joined join = told
                ? Joined.of(broadcast.make()).thenRun(second)
                : Joined.of(broadcast.make()).then(second);
        assertThat(join.mp4().outcome().err()).isEmpty();
        assertThat(join.mp4().of("video")).hasSize(1200);
        assertThat(join.mp4().end()).isBetween(40 * SECOND, 40 * SECOND + 5 * AUDIO_FRAME);
        assertThat(join.result().runs()).singleElement().satisfies(run -> {
            assertThat(run.segment()).isEqualTo(10);
            assertThat(run.jump()).isBetween(-20 * SECOND - FRAME, -20 * SECOND + FRAME * 3);
            assertThat(run.position()).isBetween(20 * SECOND, 20 * SECOND + 5 * AUDIO_FRAME);
        });
        assertEvenlySpaced(join.mp4().of("video"), 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_run_that_repeats_the_last_one_bit_by_bit_is_kept(boolean told) {
        List<Path> segments = broadcast.make();
        Joined join = told
                ? Joined.of(segments).thenRun(segments)
                : Joined.of(segments).then(segments);
        assertThat(join.mp4().of("video")).hasSize(1200);
        assertThat(join.result().repeated()).isEmpty();
    }

    @Test
    void a_segment_that_comes_twice_is_given_out_once() {
        List<Path> segments = new ArrayList<>(broadcast.make());
        segments.add(4, segments.get(3));
        segments.add(8, segments.get(5));
        Joined join = Joined.of(segments);
        assertThat(join.mp4().packets()).isEqualTo(Joined.whole(broadcast).packets());
        assertThat(join.result().repeated()).containsExactly(4, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"95442.7", "95438", "95430.3"})
    void the_clock_may_pass_zero_in_the_middle(String start) {
        List<Path> wrapping = broadcast.with("-output_ts_offset " + start).make();
        Joined join = Joined.of(wrapping);
        assertThat(join.mp4().packets()).isEqualTo(Mp4.ofPlainPipe(wrapping).packets());
        assertThat(join.result().holes()).isEmpty();
        assertThat(join.result().runs()).isEmpty();
        for (Path file : wrapping) {
            SegmentContent content = read(file);
            assertThat(content.length()).isBetween(2 * SECOND - 8 * AUDIO_FRAME, 2 * SECOND + 8 * AUDIO_FRAME);
            assertThat(content.whole()).isTrue();
        }
    }

    @Test
    void the_clock_may_pass_zero_inside_a_hole() {
        List<Path> wrapping =
                new ArrayList<>(broadcast.with("-output_ts_offset 95433").make());
        wrapping.subList(4, 6).clear();
        Joined join = Joined.of(wrapping);
        assertThat(join.mp4().end()).isBetween(20 * SECOND - FRAME, 20 * SECOND + 5 * AUDIO_FRAME);
        assertThat(join.result().holes()).hasSize(1);
    }

    @Test
    void segments_of_one_frame_are_all_kept() {
        Broadcast tiny = Broadcast.of(4).segments(0.033);
        List<Path> segments = tiny.make();
        assertThat(segments.size()).isGreaterThan(100);
        assertThat(Joined.of(segments).mp4().packets())
                .isEqualTo(Mp4.ofPlainPipe(segments).packets());
    }

    @Test
    void a_foreign_segment_does_not_move_what_follows() {
        List<Path> segments = new ArrayList<>(broadcast.make());
        Path foreign = Broadcast.of(4).with("-output_ts_offset 700").make().get(0);
        segments.set(5, foreign);
        Joined join = Joined.of(segments);
        Mp4 whole = Joined.whole(broadcast);
        assertThat(join.mp4().of("video").subList(360, 600))
                .isEqualTo(whole.of("video").subList(360, 600));
    }

    @Test
    void pictures_that_come_seldom_are_kept() {
        List<Path> segments =
                Broadcast.of(60).rate("1/7").silent().bFrames(0).segments(7).make();
        assertThat(Joined.of(segments).mp4().packets())
                .isEqualTo(Mp4.ofPlainPipe(segments).packets());
    }

    @Test
    void pictures_that_come_unevenly_are_kept() {
        List<Path> segments = broadcast
                .with("-vf select='not(between(mod(n\\,50)\\,20\\,45))' -fps_mode vfr")
                .make();
        assertThat(Joined.of(segments).mp4().packets())
                .isEqualTo(Mp4.ofPlainPipe(segments).packets());
    }

    static void assertInSync(Mp4 joined, Mp4 source) {
        java.util.Map<String, Long> times = new java.util.HashMap<>();
        source.packets()
                .forEach(packet -> times.merge(packet.hash() + packet.size(), packet.pts(), (a, b) -> Long.MIN_VALUE));
        java.util.TreeMap<Long, Long> shifts = new java.util.TreeMap<>();
        for (Mp4.Packet packet : joined.of("video")) {
            Long there = times.get(packet.hash() + packet.size());
            if (there != null && there != Long.MIN_VALUE) {
                shifts.put(there, packet.pts() - there);
            }
        }
        for (Mp4.Packet packet : joined.of("audio")) {
            Long there = times.get(packet.hash() + packet.size());
            if (there != null
                    && there != Long.MIN_VALUE
                    && shifts.floorEntry(there) != null
                    && shifts.ceilingEntry(there) != null) {
                assertThat(packet.pts() - there)
                        .as("shift of audio at %s", there)
                        .isIn(LongStream.of(
                                        shifts.floorEntry(there).getValue(),
                                        shifts.ceilingEntry(there).getValue())
                                .boxed()
                                .toList());
            }
        }
    }

    static long lastPictureToLastFrame(Mp4 mp4) {
        List<Mp4.Packet> video = mp4.of("video");
        List<Mp4.Packet> audio = mp4.of("audio");
        return audio.get(audio.size() - 1).pts() - video.get(video.size() - 1).pts();
    }

    private static void assertEvenlySpaced(List<Mp4.Packet> video, int exceptions) {
        List<Long> times = video.stream().map(Mp4.Packet::pts).sorted().toList();
        int odd = 0;
        for (int i = 1; i < times.size(); i++) {
            odd += times.get(i) - times.get(i - 1) == FRAME ? 0 : 1;
        }
        assertThat(odd).as("uneven steps").isLessThanOrEqualTo(exceptions);
    }

    private static SegmentContent read(Path file) {
        try {
            return SegmentReader.read(file);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
