package streaming.recording.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class VideoUnitsTest {
    private static final int PICTURES = 60;

    private static List<Payloads> videos() {
        return Payloads.all().stream()
                .filter(made -> made.codec().kind() == TrackContent.Kind.VIDEO)
                .toList();
    }

    @Example
    void a_picture_in_each_packet_is_counted_there() {
        for (Payloads made : videos()) {
            VideoUnits units = new VideoUnits(made.codec().ffmpegName());
            for (byte[] payload : made.make()) {
                units.scan(payload, 0, payload.length);
                assertThat(units.units()).as("%s", made).isEqualTo(1);
            }
            assertThat(made.make()).hasSize(PICTURES);
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void packets_may_be_cut_anywhere(@ForAll long seed) {
        Random random = new Random(seed);
        Payloads made = videos().get(random.nextInt(videos().size()));
        byte[] stream = made.joined();
        VideoUnits whole = new VideoUnits(made.codec().ffmpegName());
        whole.scan(stream, 0, stream.length);
        VideoUnits units = new VideoUnits(made.codec().ffmpegName());
        int longest = random.nextInt(1, 3_000);
        int pictures = 0;
        List<byte[]> sets = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int end = Math.min(stream.length, at + random.nextInt(1, longest + 1));
            units.scan(stream, at, end);
            pictures += units.units();
            if (units.parameterSet() != null) {
                sets.add(units.parameterSet());
            }
            at = end;
        }
        assertThat(pictures)
                .as("%s in packets of up to %s bytes", made, longest)
                .isEqualTo(PICTURES);
        assertThat(units.sets().changed()).isFalse();
        assertThat(units.sets().hash()).isEqualTo(whole.sets().hash());
        for (byte[] set : sets) {
            assertThat(Arrays.equals(set, sets.get(0)))
                    .as("parameter sets of %s", made)
                    .isTrue();
        }
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void any_bytes_in_any_packets_are_scanned(@ForAll byte[] bytes, @ForAll long seed) {
        Random random = new Random(seed);
        for (String codec : List.of("h264", "hevc", "mpeg2video", "mpeg4", "vc1")) {
            VideoUnits units = new VideoUnits(codec);
            for (int i = 0; i < 20; i++) {
                byte[] coded = bytes.clone();
                for (int at = random.nextInt(9); at + 3 < coded.length; at += random.nextInt(3, 30)) {
                    coded[at] = 0;
                    coded[at + 1] = 0;
                    coded[at + 2] = 1;
                }
                int from = random.nextInt(coded.length + 1);
                units.scan(coded, from, coded.length);
                assertThat(units.units()).isNotNegative();
            }
        }
    }

    @Example
    void key_pictures_of_mpeg_video_are_intra_coded_and_have_a_sequence_header() {
        byte[] i = {
            0,
            0,
            1,
            (byte) 0xb3,
            0x14,
            0,
            (byte) 0xb4,
            0x35,
            0,
            0,
            1,
            0,
            0,
            0x0f,
            (byte) 0xff,
            0,
            0,
            1,
            1,
            0x12,
            0x34,
            0x56
        };
        byte[] p = {0, 0, 1, 0, 0, 0x17, (byte) 0xff, 0, 0, 1, 1, 0x12, 0x34, 0x56};
        byte[] bareI = Arrays.copyOfRange(i, 8, i.length);
        VideoUnits units = new VideoUnits("mpeg2video");
        units.scan(i, 0, i.length);
        assertThat(units.key()).isTrue();
        units.scan(p, 0, p.length);
        assertThat(units.key()).isFalse();
        assertThat(units.intra(true)).isFalse();
        units.scan(bareI, 0, bareI.length);
        assertThat(units.key()).isFalse();
        assertThat(units.intra(true)).isTrue();
        assertThat(units.intra(false)).isFalse();
    }

    @Example
    void two_fields_are_one_picture() {
        byte[] fields = {
            0,
            0,
            1,
            0,
            0,
            0x0f,
            (byte) 0xff,
            0,
            0,
            1,
            (byte) 0xb5,
            (byte) 0x8f,
            (byte) 0xff,
            (byte) 0xf1,
            0,
            0,
            0,
            1,
            1,
            9,
            9,
            9,
            0,
            0,
            1,
            0,
            0,
            0x17,
            (byte) 0xff,
            0,
            0,
            1,
            (byte) 0xb5,
            (byte) 0x8f,
            (byte) 0xff,
            (byte) 0xf2,
            0,
            0,
            0,
            1,
            1,
            9,
            9,
            9
        };
        VideoUnits units = new VideoUnits("mpeg2video");
        units.scan(fields, 0, fields.length);
        assertThat(units.units()).isEqualTo(1);
        units.scan(fields, 0, fields.length / 2);
        assertThat(units.units()).isEqualTo(1);
        units.scan(fields, fields.length / 2, fields.length);
        assertThat(units.units()).isZero();
    }

    @Example
    void an_i_picture_of_h264_with_its_parameters_is_a_weaker_sign() {
        byte[] picture = {
            0,
            0,
            1,
            9,
            16,
            0,
            0,
            1,
            0x67,
            77,
            64,
            13,
            1,
            2,
            3,
            0,
            0,
            1,
            0x68,
            1,
            2,
            3,
            0,
            0,
            1,
            0x61,
            (byte) 0x88,
            1,
            2,
            3
        };
        byte[] bare = Arrays.copyOfRange(picture, 22, picture.length);
        byte[] predicted = {0, 0, 1, 0x61, (byte) 0x9a, 1, 2, 3};
        VideoUnits units = new VideoUnits("h264");
        units.scan(picture, 0, picture.length);
        assertThat(units.key()).isFalse();
        assertThat(units.intra(false)).isTrue();
        units.scan(bare, 0, bare.length);
        assertThat(units.intra(false)).isFalse();
        assertThat(units.intra(true)).isTrue();
        units.scan(predicted, 0, predicted.length);
        assertThat(units.intra(true)).isFalse();
    }
}
