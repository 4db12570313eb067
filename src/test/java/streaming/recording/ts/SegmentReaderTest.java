package streaming.recording.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.join.Broadcast;
import streaming.recording.join.Programs;
import streaming.recording.join.Surgery;
import streaming.recording.mp4.Mp4;
import streaming.recording.ts.TrackContent.Kind;

public class SegmentReaderTest {
    private static final int SIZE = 188;
    private final Broadcast broadcast = Broadcast.of(6);
    private final Path segment = broadcast.make().get(1);

    @TempDir
    Path folder;

    public static Stream<Broadcast> broadcasts() {
        return Stream.of(
                Broadcast.of(6),
                Broadcast.of(6).rate("30000/1001").bFrames(3),
                Broadcast.of(6).rate("60").bFrames(0).audio("aac:44100"),
                Broadcast.of(6).rate("24000/1001").segments(3),
                Broadcast.of(6).audioOnly().audio("aac:44100"),
                Broadcast.of(6).silent(),
                Broadcast.of(6).audio("aac:48000", "aac:44100"),
                Broadcast.of(6).audio("libmp3lame:44100"),
                Broadcast.of(6).audio("ac3:48000", "eac3:48000"),
                Broadcast.of(6).audio("mp2:48000"),
                Broadcast.of(4).video("libx265"));
    }

    @ParameterizedTest
    @MethodSource("broadcasts")
    void counts_what_ffmpeg_copies_into_an_mp4(Broadcast made) throws Exception {
        for (Path file : made.make()) {
            SegmentContent content = SegmentReader.read(file);
            Mp4 mp4 = Mp4.ofPlainPipe(List.of(file));
            assertThat(content.tracks()).hasSize(mp4.tracks());
            for (int track = 0; track < mp4.tracks(); track++) {
                assertThat(content.tracks().get(track).accessUnits())
                        .as("track %s of %s of %s", track, file, made)
                        .isEqualTo(mp4.track(track).size());
            }
            assertThat(content.damage()).isEmpty();
            assertThat(content.startsWithKeyFrame()).isTrue();
        }
    }

    @Test
    void tells_codec_configuration_and_exact_times() throws Exception {
        SegmentContent content = SegmentReader.read(segment);
        TrackContent video = content.video().orElseThrow();
        TrackContent audio = content.audio().orElseThrow();
        assertThat(video.codec()).isEqualTo("h264");
        assertThat(video.configuration()).matches("h264 160x90 profile 77 level 11 [0-9a-f]{8}");
        assertThat(video.firstPts()).isEqualTo(312_000);
        assertThat(video.firstDts()).isEqualTo(306_000);
        assertThat(video.endPts()).isEqualTo(312_000 + 180_000);
        assertThat(audio.configuration()).isEqualTo("aac-lc 48000 Hz 1 ch");
        assertThat(audio.length()).isEqualTo(audio.accessUnits() * 1920);
        assertThat(content.start()).isEqualTo(audio.firstPts());
        assertThat(content.length()).isEqualTo(video.endPts() - audio.firstPts());
    }

    @ParameterizedTest
    @CsvSource({"libx265,hevc", "libx264,h264", "mpeg2video,mpeg2video"})
    void a_segment_of_one_picture_has_a_length(String encoder, String codec) throws Exception {
        Path file = Broadcast.of(1)
                .rate("25")
                .video(encoder)
                .bFrames(0)
                .silent()
                .with("-frames:v 1")
                .make()
                .get(0);
        TrackContent video = SegmentReader.read(file).video().orElseThrow();
        assertThat(video.codec()).isEqualTo(codec);
        assertThat(video.accessUnits()).isEqualTo(1);
        assertThat(video.length()).isIn(codec.equals("h264") ? 3_600L : 0L);
    }

    @Test
    void lengths_of_neighbouring_segments_add_up() throws Exception {
        long end = -1;
        for (Path file : Broadcast.of(20).rate("30000/1001").segments(3).make()) {
            TrackContent video = SegmentReader.read(file).video().orElseThrow();
            assertThat(end).isIn(-1L, video.firstPts());
            end = video.endPts();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {192, 204})
    void packets_with_time_codes_or_parity_are_read(int size) throws Exception {
        byte[] plain = Surgery.read(segment);
        byte[] wide = new byte[plain.length / SIZE * size];
        for (int i = 0; i < plain.length / SIZE; i++) {
            System.arraycopy(plain, i * SIZE, wide, i * size + (size == 192 ? 4 : 0), SIZE);
        }
        assertThat(read(wide).tracks()).isEqualTo(SegmentReader.read(segment).tracks());
    }

    @Test
    void garbage_before_and_between_packets_costs_nothing() throws Exception {
        byte[] plain = Surgery.read(segment);
        byte[] noise = new byte[1_000];
        new Random(7).nextBytes(noise);
        int middle = plain.length / SIZE / 2 * SIZE;
        byte[] noisy =
                joined(noise, Arrays.copyOf(plain, middle), noise, Arrays.copyOfRange(plain, middle, plain.length));
        SegmentContent content = read(noisy);
        assertThat(content.video().orElseThrow().accessUnits()).isBetween(59L, 60L);
        assertThat(content.audio().orElseThrow().accessUnits()).isBetween(78L, 94L);
        assertThat(content.damage()).anyMatch(damage -> damage.matches("2[0-9]{3} bytes of garbage"));
    }

    @Test
    void packets_sent_twice_are_taken_once() throws Exception {
        byte[] plain = Surgery.read(segment);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        for (int at = 0; at < plain.length; at += SIZE) {
            twice.write(plain, at, SIZE);
            twice.write(plain, at, SIZE);
        }
        assertThat(read(twice.toByteArray())).isEqualTo(SegmentReader.read(segment));
    }

    @Test
    void lost_packets_and_a_cut_end_are_told() throws Exception {
        byte[] plain = Surgery.read(segment);
        byte[] lossy =
                joined(Arrays.copyOf(plain, 100 * SIZE), Arrays.copyOfRange(plain, 101 * SIZE, plain.length - 70));
        SegmentContent content = read(lossy);
        assertThat(content.whole()).isFalse();
        assertThat(content.damage())
                .contains("ends inside a packet")
                .anyMatch(damage -> damage.matches("1 continuity error on pid 25[67]"));
    }

    @Test
    void a_start_off_a_key_frame_is_told() throws Exception {
        byte[] plain = Surgery.read(segment);
        SegmentContent content = read(Arrays.copyOfRange(plain, plain.length / 2 / SIZE * SIZE, plain.length));
        assertThat(content.startsWithKeyFrame()).isFalse();
        assertThat(content.hasMedia()).isTrue();
        assertThat(content.damage())
                .as("a segment may go without tables: encoders send them once")
                .isEmpty();
    }

    @Test
    void media_without_any_program_map_is_recognised() throws Exception {
        for (Broadcast made : broadcasts().toList()) {
            byte[] plain = Surgery.read(made.make().get(0));
            ByteArrayOutputStream bare = new ByteArrayOutputStream();
            for (int at = 0; at < plain.length; at += SIZE) {
                int pid = (plain[at + 1] & 0x1f) << 8 | plain[at + 2] & 0xff;
                if (pid >= 0x100 && pid < 0x1000) {
                    bare.write(plain, at, SIZE);
                }
            }
            SegmentContent there = SegmentReader.read(made.make().get(0));
            assertThat(read(bare.toByteArray()).tracks())
                    .as("%s", made)
                    .containsExactlyInAnyOrderElementsOf(there.tracks());
        }
    }

    @Test
    void a_mark_or_a_checksum_that_is_wrong_everywhere_is_no_damage_and_one_that_is_wrong_once_is() throws Exception {
        SegmentContent there = SegmentReader.read(segment);
        byte[] marked = Surgery.read(segment);
        byte[] miscounted = marked.clone();
        byte[] once = Arrays.copyOf(marked, marked.length + SIZE);
        for (int at = 0; at < marked.length; at += SIZE) {
            if (((marked[at + 1] & 0x1f) << 8 | marked[at + 2] & 0xff) == 0x1000) {
                int checksum = at + 5 + 3 + (marked[at + 7] & 0xff) - 1;
                System.arraycopy(marked, at, once, marked.length, SIZE);
                miscounted[checksum] ^= 0x55;
                once[checksum] ^= 0x55;
            }
            marked[at + 1] |= (byte) 0x80;
        }

        assertThat(read(marked)).isEqualTo(there);
        assertThat(read(miscounted).tracks()).isEqualTo(there.tracks());
        assertThat(read(miscounted).damage()).isEmpty();
        assertThat(read(once).damage()).containsExactly("1 program table with a wrong checksum");
    }

    @Test
    void mpeg_2_tells_its_size_and_shape() throws Exception {
        Path file = folder.resolve("mpeg2.ts");
        Programs.makes(
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=160x120:duration=1",
                "-c:v",
                "mpeg2video",
                "-aspect",
                "16:9",
                "-f",
                "mpegts",
                file.toString());

        assertThat(SegmentReader.read(file).video().orElseThrow().configuration())
                .isEqualTo("mpeg2video 160x120 16:9");
    }

    @Test
    void of_several_programs_the_first_counts() throws Exception {
        Path file = folder.resolve("two.ts");
        Programs.makes(
                "-f",
                "lavfi",
                "-i",
                "sine=440:sample_rate=48000:duration=1",
                "-f",
                "lavfi",
                "-i",
                "sine=880:sample_rate=44100:duration=1",
                "-map",
                "0",
                "-map",
                "1",
                "-c:a",
                "aac",
                "-program",
                "program_num=7:st=1",
                "-program",
                "program_num=9:st=0",
                "-f",
                "mpegts",
                file.toString());
        assertThat(SegmentReader.read(file).tracks())
                .extracting(TrackContent::configuration)
                .containsExactly("aac-lc 44100 Hz 1 ch");
    }

    @Test
    void two_pictures_in_one_pes_packet_are_two() {
        byte[] two = {
            0,
            0,
            0,
            1,
            9,
            16,
            0,
            0,
            1,
            0x65,
            (byte) 0x88,
            5,
            5,
            0,
            0,
            0,
            1,
            9,
            48,
            0,
            0,
            1,
            0x41,
            (byte) 0x9a,
            7,
            0,
            0,
            1,
            0x41,
            0x1a,
            7
        };
        VideoUnits units = new VideoUnits("h264");
        units.scan(two, 0, two.length);
        assertThat(units.units()).isEqualTo(2);
        assertThat(units.key()).isTrue();
    }

    @Test
    void start_codes_are_found_wherever_they_lie() {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(2));
            }
            int from = random.nextInt(bytes.length + 1);
            int expected = bytes.length;
            for (int at = bytes.length - 3; at >= from; at--) {
                expected = bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1 ? at : expected;
            }
            assertThat(VideoUnits.startCode(bytes, from, bytes.length))
                    .as(Arrays.toString(bytes))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|empty file",
                "<!DOCTYPE html><html>|HTML page",
                "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>|XML document",
                "{\"error\":\"gone\"}|JSON document",
                "#EXTM3U|playlist",
                "....ftypiso5|fragmented MP4 (ftyp box), not a transport stream",
                "....moof....|fragmented MP4 (moof box), not a transport stream",
                "ID3....|packed audio, not a transport stream",
                "WEBVTT|subtitles, not a transport stream",
                "whatever it may be|no sync byte found: encrypted, or not a transport stream"
            })
    void what_is_no_transport_stream_is_refused_with_the_reason(String text, String reason) {
        assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(NotTransportStream.class)
                .hasMessage(reason);
    }

    @Test
    void an_encrypted_segment_is_refused() {
        byte[] bytes = Surgery.read(segment);
        new Random(1).nextBytes(bytes);
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(NotTransportStream.class)
                .hasMessage("no sync byte found: encrypted, or not a transport stream");
    }

    @Test
    void scrambled_packets_are_refused() {
        byte[] bytes = Surgery.read(segment);
        for (int at = 0; at < bytes.length; at += SIZE) {
            int pid = (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2] & 0xff;
            bytes[at + 3] |= pid == 256 || pid == 257 ? (byte) 0x80 : 0;
        }
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(NotTransportStream.class)
                .hasMessage("encrypted transport stream");
    }

    @Test
    void a_transport_stream_without_units_holds_no_media() throws Exception {
        byte[] tables = Arrays.copyOf(Surgery.read(segment), 3 * SIZE);
        assertThat(read(tables).hasMedia()).isFalse();
        assertThat(read(tables).tracks()).isEmpty();
    }

    @Test
    void data_tracks_are_other() {
        assertThat(ElementaryStream.ofType(300, 0x15, new byte[0], 0, 0).kind()).isEqualTo(Kind.OTHER);
        assertThat(ElementaryStream.ofType(300, 0x86, new byte[0], 0, 0).kind()).isEqualTo(Kind.OTHER);
    }

    private static SegmentContent read(byte[] bytes) throws Exception {
        return SegmentReader.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
