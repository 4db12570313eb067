package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import streaming.recording.mp4.Mp4;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TrackContent.Kind;

/** Tracks that come, go and change. */
class JoinTracksTest {
    private static final long SECOND = 90_000;
    private final Broadcast full = Broadcast.of(20);
    private final Broadcast silent = full.silent();

    @Test
    void audio_that_vanishes_and_returns_stays_in_its_place() {
        List<Path> segments = new ArrayList<>(full.make());
        for (int i = 3; i < 6; i++) {
            segments.set(i, silent.make().get(i));
        }
        Joined join = Joined.of(segments);
        Mp4 whole = Joined.whole(full);
        assertThat(join.mp4().of("video")).hasSize(600);
        assertThat(join.result().holes()).isEmpty();
        assertThat(join.result().runs()).isEmpty();
        JoinTimelineTest.assertInSync(join.mp4(), whole);
        assertThat(last(join.mp4().of("audio")).pts())
                .isEqualTo(last(whole.of("audio")).pts());
    }

    @Test
    void audio_that_starts_late_is_kept() {
        List<Path> segments = new ArrayList<>(full.make());
        for (int i = 0; i < 6; i++) {
            segments.set(i, silent.make().get(i));
        }
        Joined join = Joined.of(segments);
        Mp4 mp4 = join.mp4();
        assertThat(mp4.outcome().exit()).as(mp4.outcome().err()).isZero();
        assertThat(mp4.of("audio").size())
                .isEqualTo((int) join.result().tracks().get(1).packets())
                .isGreaterThan(300);
        assertThat(mp4.of("audio").get(0).pts()).isBetween(12 * SECOND - 15_000, 12 * SECOND);
    }

    @Test
    void video_that_starts_late_is_kept() {
        List<Path> segments = new ArrayList<>(Broadcast.of(8).audioOnly().make().subList(0, 4));
        segments.addAll(full.with("-output_ts_offset 8").make());
        Joined join = Joined.of(segments);
        Mp4 mp4 = join.mp4();
        assertThat(mp4.outcome().exit()).as(mp4.outcome().err()).isZero();
        assertThat(mp4.of("video")).hasSize(600);
        assertThat(join.result().tracks()).extracting(JoinResult.Track::kind).containsExactly(Kind.AUDIO, Kind.VIDEO);
    }

    @Test
    void a_second_audio_track_that_vanishes_leaves_the_first_alone() {
        Broadcast two = full.audio("aac:48000", "aac:44100");
        List<Path> segments = new ArrayList<>(two.make());
        for (int i = 5; i < 10; i++) {
            segments.set(i, full.make().get(i));
        }
        Joined join = Joined.of(segments);
        Mp4 whole = Joined.whole(two);
        assertThat(join.mp4().track(1)).hasSize(whole.track(1).size());
        assertThat(join.mp4().track(2).size()).isBetween(420, 435);
        assertThat(join.result().changes()).isEmpty();
    }

    @Test
    void another_encoder_with_other_pids_fills_the_same_tracks() {
        List<Path> second =
                full.with("-hls_segment_options mpegts_start_pid=512 -g 15").make();
        Joined join = Joined.of(full.make()).then(second);
        assertThat(join.mp4().tracks()).isEqualTo(2);
        assertThat(join.mp4().of("video")).hasSize(1200);
        assertThat(join.result().runs()).hasSize(1);
    }

    @Test
    void another_sampling_rate_is_reported_and_can_be_encoded_again() {
        List<Path> segments = new ArrayList<>(full.make().subList(0, 5));
        segments.addAll(full.audio("aac:44100").make().subList(5, 10));
        Joined join = Joined.of(segments);
        Mp4 encoded = join.mp4("-c:a", "aac", "-ar", "48000");
        assertThat(encoded.outcome().exit()).as(encoded.outcome().err()).isZero();
        assertThat(join.result().changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(TrackContent.Kind.AUDIO);
            assertThat(change.from()).isEqualTo("aac-lc 48000 Hz 1 ch");
            assertThat(change.to()).isEqualTo("aac-lc 44100 Hz 1 ch");
            assertThat(change.segment()).isEqualTo(5);
            assertThat(change.position()).isBetween(10 * SECOND - 15_000, 10 * SECOND + 4_000);
        });
        assertThat(encoded.of("audio").size()).isBetween(20 * 48000 / 1024 - 6, 20 * 48000 / 1024 + 6);
        assertThat(encoded.end()).isBetween(20 * SECOND - 6_000, 20 * SECOND + 6_000);
    }

    @Test
    void another_picture_size_is_reported() {
        List<Path> segments = new ArrayList<>(full.make().subList(0, 5));
        segments.addAll(full.size("320x180").make().subList(5, 10));
        Joined join = Joined.of(segments);
        assertThat(join.mp4().of("video")).hasSize(600);
        assertThat(join.result().changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(TrackContent.Kind.VIDEO);
            assertThat(change.from()).startsWith("h264 160x90 ");
            assertThat(change.to()).startsWith("h264 320x180 ");
        });
    }

    @Test
    void the_language_of_a_track_is_kept() throws Exception {
        List<Path> segments = full.audio("aac:48000", "aac:44100")
                .with("-metadata:s:a:0 language=fra -metadata:s:a:1 language=deu")
                .make();
        Path ts = java.nio.file.Files.createTempFile("joined", ".ts");
        java.nio.file.Files.write(ts, Joined.of(segments).stream().readAllBytes());
        assertThat(Programs.ffprobe(ts, "-show_entries", "stream_tags=language", "-of", "csv=p=0"))
                .contains("fra")
                .contains("deu");
        java.nio.file.Files.delete(ts);
    }

    private static Mp4.Packet last(List<Mp4.Packet> packets) {
        return packets.get(packets.size() - 1);
    }
}
