package streaming.recording.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class CodecProbePropertyTest {
    /** Beginnings that the probe looks for. */
    private static final byte[][] SIGNS = {
        {0, 0, 1},
        {0, 0, 1, (byte) 0xb3},
        {0, 0, 1, 0x67},
        {0, 0, 1, 0x42, 1},
        {0x0b, 0x77},
        {(byte) 0xff, (byte) 0xf1},
        {0x56, (byte) 0xe0},
        {0x7f, (byte) 0xfe, (byte) 0x80, 1},
        {0x7f, (byte) 0xe0},
        {0x12, 0, 0x0a},
        {0x64, 0x58, 0x20, 0x25}
    };

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void any_bytes_are_judged(@ForAll("payloads") List<byte[]> payloads) {
        CodecProbe.certain(payloads);
        CodecProbe.likely(payloads);
        for (byte[] payload : payloads) {
            for (Codec codec : Codec.values()) {
                CodecProbe.fits(codec, payload, 0, payload.length);
                CodecProbe.fits(codec, payload, payload.length / 2, payload.length);
            }
        }
    }

    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
    void noise_is_no_codec(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = random.nextInt(1, 16); i > 0; i--) {
            byte[] payload = new byte[random.nextInt(1, 4_000)];
            random.nextBytes(payload);
            payloads.add(payload);
        }
        assertThat(CodecProbe.certain(payloads)).isNull();
    }

    @Example
    void the_frames_and_pictures_of_real_encoders_are_recognised() {
        for (Payloads made : Payloads.all()) {
            List<byte[]> first = made.make().subList(0, Math.min(16, made.make().size()));
            assertThat(CodecProbe.certain(first)).as("%s", made).isEqualTo(made.codec());
            Codec likely = CodecProbe.likely(first.subList(0, 1));
            assertThat(likely)
                    .as("the first packet of %s", made)
                    .isEqualTo(made.codec() == Codec.S302M ? null : made.codec());
        }
    }

    @Example
    void every_packet_of_a_real_encoder_fits_its_codec_and_no_other() {
        // uncompressed samples of 302M hold any bytes, those of other codecs too
        for (Payloads made : Payloads.all()) {
            for (byte[] payload : made.make()) {
                assertThat(CodecProbe.fits(made.codec(), payload, 0, payload.length))
                        .as("%s", made)
                        .isTrue();
                for (Payloads other : Payloads.all()) {
                    boolean samples = other.codec() == Codec.S302M || made.codec() == Codec.S302M;
                    boolean alike = other.codec() == made.codec()
                            || samples
                            || other.codec().framing() != null
                                    && other.codec().framing() == made.codec().framing();
                    assertThat(!alike && CodecProbe.fits(other.codec(), payload, 0, payload.length))
                            .as("%s as %s", made, other)
                            .isFalse();
                }
            }
        }
    }

    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
    void wherever_a_stream_is_joined_it_is_never_taken_for_another(@ForAll long seed) {
        Random random = new Random(seed);
        Payloads made = Payloads.all().get(random.nextInt(Payloads.all().size()));
        List<byte[]> all = made.make();
        int from = random.nextInt(all.size());
        List<byte[]> some = new ArrayList<>(all.subList(from, Math.min(all.size(), from + random.nextInt(1, 9))));
        byte[] first = some.get(0);
        some.set(0, Arrays.copyOfRange(first, random.nextInt(first.length), first.length));
        assertThat(CodecProbe.certain(some)).as("%s from packet %s", made, from).isIn(null, made.codec());
    }

    @Example
    void av1_and_vvc_are_known_by_their_headers() {
        byte[] av1 = {
            0x12, 0, 0x0a, 0x0b, 0, 0, 0, 4, 0x3c, (byte) 0xfe, (byte) 0xcc, (byte) 0xfb, (byte) 0xf9, 0, 0x40, 0x32, 9
        };
        byte[] vvc = {
            0, 0, 1, 0, 0x79, 1, 2, 3, 4, 5, 6, 0, 0, 1, 0, (byte) 0x81, 1, 2, 3, 4, 5, 0, 0, 1, 0, 0x41, 6, 7, 8, 9, 9
        };
        assertThat(CodecProbe.certain(List.of(av1))).isEqualTo(Codec.AV1);
        assertThat(CodecProbe.certain(List.of(vvc))).isEqualTo(Codec.VVC);
    }

    @Provide
    Arbitrary<List<byte[]>> payloads() {
        return Arbitraries.randomValue(random -> {
            List<byte[]> payloads = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                byte[] payload = new byte[random.nextInt(300)];
                random.nextBytes(payload);
                for (int signs = random.nextInt(8); signs > 0 && payload.length > 8; signs--) {
                    byte[] sign = SIGNS[random.nextInt(SIGNS.length)];
                    System.arraycopy(sign, 0, payload, random.nextInt(payload.length - sign.length), sign.length);
                }
                payloads.add(payload);
            }
            return payloads;
        });
    }
}
