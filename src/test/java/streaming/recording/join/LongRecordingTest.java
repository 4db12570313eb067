package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import streaming.recording.mp4.Mp4;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.SegmentReader;

class LongRecordingTest {
    private static final long SECOND = 90_000;
    private static final int STEP = 3300;

    @Test
    void time_goes_on_after_more_hours_than_the_clock_can_count() {
        Broadcast broadcast = Broadcast.of(20);
        List<Path> segments = new ArrayList<>();
        for (int hole = 0; hole < 29; hole++) {
            long later = (long) hole * STEP * SECOND;
            Path video = Surgery.retimed(broadcast.make().get(0), 256, 0, 10_000, time -> time + later);
            segments.add(Surgery.retimed(video, 257, 0, 10_000, time -> time + later));
        }
        segments.addAll(broadcast.with("-output_ts_offset 95430").make());
        Joined join = Joined.of(segments);
        List<Mp4.Packet> video = join.mp4().of("video");
        List<Mp4.Packet> audio = join.mp4().of("audio");
        assertThat(video).hasSize(29 * 60 + 600);
        assertThat(join.result().length()).isGreaterThan(Ticks.WRAP);
        assertThat(join.mp4().end()).isEqualTo(join.result().length());
        assertThat(join.result().holes()).hasSize(29);
        for (int i = 29 * 60 + 1; i < video.size(); i++) {
            assertThat(video.get(i).dts() - video.get(i - 1).dts())
                    .as("step before picture %s", i)
                    .isEqualTo(3000);
        }
        for (int i = audio.size() - 900; i < audio.size(); i++) {
            assertThat(audio.get(i).dts() - audio.get(i - 1).dts())
                    .as("step before frame %s", i)
                    .isEqualTo(1920);
        }
        assertThat(JoinTimelineTest.lastPictureToLastFrame(join.mp4()))
                .isEqualTo(JoinTimelineTest.lastPictureToLastFrame(Joined.whole(broadcast)));
    }

    /** A month of such a broadcast was 1.2 s too short: 0.1 s less wherever sound came first from beyond the wrap. */
    @Test
    void each_wrap_of_the_clock_is_exact_though_a_segment_has_two_pictures_and_sound_in_long_frames() {
        Path one = Broadcast.of(8)
                .rate("1")
                .bFrames(0)
                .audio("libopus:48000")
                .with("-frame_duration 100")
                .make()
                .get(2);
        List<Path> segments = new ArrayList<>();
        long last = 0;
        // of a broadcast of seven wraps what lies around them, and one segment in less than an hour
        for (long at = 0; at < 7 * Ticks.WRAP + 20 * SECOND; at += 2 * SECOND) {
            long beside = Math.floorMod(at + 10 * SECOND, Ticks.WRAP);
            if (beside < 20 * SECOND || at - last >= STEP * SECOND) {
                long later = at;
                Path video = Surgery.retimed(one, 256, 0, 10_000, time -> time + later);
                segments.add(Surgery.retimed(video, 257, 0, 10_000, time -> time + later));
                last = at;
            }
        }

        Joined join = Joined.of(segments);

        assertThat(join.mp4().of("video")).hasSize(2 * segments.size());
        assertThat(join.mp4().of("audio")).hasSize(20 * segments.size());
        assertThat(join.mp4().end()).isEqualTo(join.result().length());
    }

    @Tag("long")
    @Test
    void ten_thousand_segments_are_joined_to_the_last_picture() throws Exception {
        Path piece = Broadcast.of(4).segments(0.5).make().get(3);
        SegmentContent content = SegmentReader.read(piece);
        List<JoinSegment> segments = Collections.nCopies(10_000, new JoinSegment(piece, true));
        NormalisedStream stream = NormalisedStream.open(segments.iterator(), content, GapPolicy.KEEP);
        long bytes = stream.transferTo(OutputStream.nullOutputStream());
        assertThat(bytes).isGreaterThan(10_000L * 15_000);
        JoinResult result = stream.result();
        assertThat(result.tracks().get(0).packets()).isEqualTo(150_000);
        assertThat(result.runs()).hasSize(9_999);
        assertThat(result.length()).isBetween(5_000 * SECOND, 5_700 * SECOND);
    }
}
