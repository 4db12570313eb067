package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.mp4.Mp4;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.SegmentReader;

/** Damage that has a name. Expectations come from the MP4 of the undamaged broadcast. */
class JoinDamageTest {
    private static final int VIDEO = 256;
    private static final int AUDIO = 257;
    private final Broadcast broadcast = Broadcast.of(20);
    private final List<Path> segments = new ArrayList<>(broadcast.make());

    @ParameterizedTest
    @ValueSource(ints = {50, 177, 1001})
    void segments_cut_anywhere_give_the_mp4_of_the_plain_pipe(int packets) {
        List<Path> pieces = Surgery.cutEvery(packets, segments);
        Joined join = Joined.of(pieces);
        assertThat(join.mp4().packets()).isEqualTo(Mp4.ofPlainPipe(segments).packets());
        assertThat(join.result().dropped()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 333, 1000, 5003})
    void split_adts_frames_are_counted_and_given_out_once(int payload) throws Exception {
        Path whole = Broadcast.of(20).audioOnly().segments(30).make().get(0);
        Path repacked = Surgery.repacked(whole, VIDEO, payload);
        long frames = SegmentReader.read(whole).audio().orElseThrow().accessUnits();
        SegmentContent content = SegmentReader.read(repacked);
        assertThat(content.audio().orElseThrow().accessUnits()).isEqualTo(frames);
        assertThat(content.damage()).isEmpty();
        for (int packets : new int[] {40, 97, 10_000}) {
            Joined join = Joined.of(Surgery.cutEvery(packets, List.of(repacked)));
            Mp4 source = Mp4.ofPlainPipe(List.of(whole));
            assertThat(join.mp4().packets())
                    .extracting(Mp4.Packet::hash)
                    .isEqualTo(source.packets().stream().map(Mp4.Packet::hash).toList());
            for (int i = 0; i < source.packets().size(); i++) {
                assertThat(join.mp4().packets().get(i).pts())
                        .isCloseTo(source.packets().get(i).pts(), org.assertj.core.data.Offset.offset(2L));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,3600",
        "0,1,-3600",
        "5,6,40000",
        "5,6,-20",
        "59,60,1.5",
        "59,60,-1.5",
        "59,60,700",
        "0,1,1.2",
        "0,1,-1.2",
        "30,31,0.7"
    })
    void one_wild_video_time_stamp_costs_one_picture_at_most(int from, int to, double seconds) {
        segments.set(4, Surgery.retimed(segments.get(4), VIDEO, from, to, time -> time + (long) (seconds * 90_000)));
        assertOnlyLost(1, 0);
    }

    @ParameterizedTest
    @CsvSource({"0,1,3600", "0,1,-3600", "3,4,40000", "3,4,-20", "5,6,1.5", "5,6,-1.5", "0,1,1.2", "0,1,-1.2", "2,3,0.7"
    })
    void one_wild_audio_time_stamp_costs_one_pes_packet_at_most(int from, int to, double seconds) {
        segments.set(4, Surgery.retimed(segments.get(4), AUDIO, from, to, time -> time + (long) (seconds * 90_000)));
        assertOnlyLost(0, 16);
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, -50, 40_000, -10.5})
    void a_segment_whose_audio_clock_alone_is_wrong_keeps_both_tracks_in_place(double seconds) {
        segments.set(4, Surgery.retimed(segments.get(4), AUDIO, 0, 10_000, time -> time + (long) (seconds * 90_000)));
        Mp4 source = Joined.whole(broadcast);
        Joined join = Joined.of(segments);
        assertThat(join.mp4().of("video")).isEqualTo(source.of("video"));
        assertThat(join.mp4().of("audio")).hasSameSizeAs(source.of("audio"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, -50, 30_000, -3})
    void one_segment_with_another_clock_stays_in_its_place(double seconds) {
        Path moved = Surgery.retimed(segments.get(4), VIDEO, 0, 10_000, time -> time + (long) (seconds * 90_000));
        segments.set(4, Surgery.retimed(moved, AUDIO, 0, 10_000, time -> time + (long) (seconds * 90_000)));
        Mp4 source = Joined.whole(broadcast);
        Joined join = Joined.of(segments);
        assertThat(join.mp4().of("video")).hasSize(600);
        assertThat(join.mp4().of("video").subList(0, 240))
                .isEqualTo(source.of("video").subList(0, 240));
        assertThat(join.mp4().of("video").get(599).pts())
                .isCloseTo(source.of("video").get(599).pts(), org.assertj.core.data.Offset.offset(6_000L));
        JoinTimelineTest.assertInSync(join.mp4(), source);
    }

    @Test
    void a_clock_that_is_set_anew_inside_a_segment_is_followed() {
        List<Path> other = broadcast.with("-g 16").make();
        byte[] first = Surgery.read(segments.get(9));
        byte[] second = Surgery.read(other.get(0));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        List<Path> joined = new ArrayList<>(segments.subList(0, 9));
        joined.add(Surgery.file(both));
        joined.addAll(other.subList(1, 10));
        Joined join = Joined.of(joined);
        assertThat(join.mp4().of("video")).hasSize(1200);
        assertThat(join.mp4().end()).isBetween(40 * 90_000L, 40 * 90_000L + 10_000);
        assertThat(join.result().runs()).hasSize(1);
        assertThat(join.result().dropped()).isEmpty();
    }

    @Test
    void a_recording_that_starts_within_a_group_of_pictures_starts_with_its_next_key_frame() {
        byte[] first = Surgery.read(segments.get(0));
        segments.set(0, Surgery.file(Arrays.copyOfRange(first, first.length / 2 / 188 * 188, first.length)));
        Joined join = Joined.of(segments);
        assertThat(join.mp4().of("video")).hasSize(540);
        assertThat(join.mp4().of("video").get(0).key()).isTrue();
        assertThat(join.mp4().packets()).hasSize((int) join.result().packets());
        JoinTimelineTest.assertInSync(join.mp4(), Joined.whole(broadcast));
    }

    @Test
    void files_without_media_cost_only_themselves() {
        segments.set(2, Surgery.file(new byte[0]));
        segments.set(4, Surgery.file("<html><body>404 Not Found</body></html>".getBytes()));
        segments.set(6, Surgery.file(new byte[100_000]));
        segments.set(8, Path.of("/nonexistent/segment.ts"));
        Joined join = Joined.of(segments);
        Mp4 source = Joined.whole(broadcast);
        assertThat(join.mp4().of("video")).hasSize(360);
        assertThat(source.of("video")).containsAll(join.mp4().of("video").subList(61, 119));
        assertThat(join.result().unreadable())
                .extracting(JoinResult.Unreadable::segment)
                .containsExactly(2, 4, 6, 8);
        assertThat(join.result().unreadable())
                .extracting(JoinResult.Unreadable::reason)
                .containsExactly(
                        "empty file",
                        "HTML page",
                        "no sync byte found: encrypted, or not a transport stream",
                        "absent file");
    }

    private void assertOnlyLost(int pictures, int frames) {
        Mp4 source = Joined.whole(broadcast);
        Joined join = Joined.of(segments);
        assertThat(source.of("video").size() - join.mp4().of("video").size()).isBetween(0, pictures);
        assertThat(source.of("audio").size() - join.mp4().of("audio").size()).isBetween(0, frames);
        List<Mp4.Packet> moved = new ArrayList<>(join.mp4().packets());
        moved.removeIf(packet -> source.packets().stream()
                .anyMatch(there -> there.hash().equals(packet.hash()) && there.pts() == packet.pts()));
        assertThat(moved).as("%s", join.result()).hasSizeLessThanOrEqualTo(Math.max(pictures, frames));
    }
}
