package streaming.recording.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.ts.TrackContent.Kind;

class DemultiplexerTest {
    private static final int MAP = 0x1000;
    private final List<byte[]> video = made("libx264");
    private final List<byte[]> audio = made("aac");

    private static List<byte[]> made(String encoder) {
        return Payloads.all().stream()
                .filter(each -> each.encoder().equals(encoder))
                .findFirst()
                .orElseThrow()
                .make();
    }

    static List<Payloads> everyCodec() {
        return Payloads.all();
    }

    private Multiplex broadcast() {
        return new Multiplex().association(1, MAP).map(MAP, 1, "1b 100", "0f 101");
    }

    private Multiplex media(Multiplex multiplex) {
        return multiplex.stream(0x100, 0xe0, video).stream(0x101, 0xc0, audio);
    }

    private void assertWhole(Multiplex.Seen seen) {
        assertThat(seen.content().tracks())
                .extracting(TrackContent::codec, TrackContent::accessUnits)
                .containsExactlyInAnyOrder(tuple("h264", 60L), tuple("aac", audioFrames()));
        assertThat(seen.content().damage()).isEmpty();
    }

    private long audioFrames() {
        return media(broadcast()).read().content().audio().orElseThrow().accessUnits();
    }

    @Test
    void the_first_program_with_media_is_recorded() {
        Multiplex multiplex = new Multiplex()
                .association(1, 0x1001, 2, MAP)
                .map(0x1001, 1, "05 1e2")
                .map(MAP, 2, "1b 100", "0f 101");
        assertWhole(media(multiplex).read());
    }

    @Test
    void a_program_whose_media_carries_no_packet_is_passed_over() {
        Multiplex multiplex = new Multiplex()
                .association(1, 0x1001, 2, MAP)
                .map(0x1001, 1, "1b 200", "0f 201")
                .map(MAP, 2, "1b 100", "0f 101");
        assertWhole(media(multiplex).read());
    }

    @Test
    void a_program_without_a_map_is_passed_over() {
        assertWhole(media(new Multiplex().association(1, 0x20, 2, MAP).map(MAP, 2, "1b 100", "0f 101"))
                .read());
    }

    @Test
    void streams_of_other_programs_are_named() {
        Multiplex multiplex = new Multiplex()
                .association(7, MAP, 9, 0x1001)
                .map(0x1001, 9, "0f 201")
                .map(MAP, 7, "1b 100", "0f 101");
        Multiplex.Seen seen = media(multiplex.stream(0x201, 0xc0, audio)).read();
        assertWhole(seen);
        assertThat(seen.unrecorded())
                .extracting(
                        Unrecorded::pid,
                        Unrecorded::program,
                        Unrecorded::codec,
                        Unrecorded::packets,
                        Unrecorded::isMissed)
                .containsExactly(tuple(0x201, 9, "aac", (long) audio.size(), false));
    }

    @Test
    void a_pid_that_no_map_names_is_named_by_its_bytes() {
        Multiplex.Seen seen = media(broadcast()).stream(0x300, 0xc0, audio).read();
        assertWhole(seen);
        assertThat(seen.unrecorded())
                .extracting(
                        Unrecorded::pid, Unrecorded::program, Unrecorded::kind, Unrecorded::codec, Unrecorded::isMissed)
                .containsExactly(tuple(0x300, 0, Kind.AUDIO, "aac", true));
    }

    @Test
    void a_private_section_before_the_map_in_its_packet_hides_nothing() {
        byte[] descrambling = Multiplex.section(0xc0, 1, new byte[40]);
        Multiplex multiplex = new Multiplex()
                .association(1, MAP)
                .sections(MAP, descrambling, Multiplex.mapSection(1, "1b 100", "0f 101"));
        assertWhole(media(multiplex).read());
    }

    @Test
    void a_map_over_several_packets_is_read_behind_a_section_of_the_same_pid() {
        String[] streams = new String[40];
        Arrays.fill(streams, "05 1f0");
        streams[38] = "1b 100";
        streams[39] = "0f 101";
        byte[] descrambling = Multiplex.section(0xc0, 1, new byte[400]);
        Multiplex multiplex =
                new Multiplex().association(1, MAP).sections(MAP, descrambling, Multiplex.mapSection(1, streams));
        assertWhole(media(multiplex).read());
    }

    @Test
    void streams_without_tables_are_recognised_and_this_is_no_damage() {
        Multiplex.Seen seen = media(new Multiplex()).read();
        assertWhole(seen);
        assertThat(seen.remarks()).containsExactly("no program map: streams recognised by their bytes");
    }

    @Test
    void a_map_that_comes_late_costs_nothing() {
        Multiplex multiplex = new Multiplex();
        multiplex.pes(0x101, 0xc0, 90_000, audio.get(0));
        multiplex.payload(0x100, Arrays.copyOf(Multiplex.packet(0xe0, 90_000, video.get(0), 0), 184));
        multiplex.association(1, MAP).map(MAP, 1, "1b 100", "0f 101");
        byte[] begun = Multiplex.packet(0xe0, 90_000, video.get(0), 0);
        byte[] rest = Arrays.copyOfRange(begun, 184, begun.length);
        byte[] packets =
                new Multiplex().counting(n -> n + 1).payload(0x100, rest).bytes();
        packets[1] &= ~0x40;
        byte[] last = media2(begun.length - 184).bytes();
        byte[] all = Arrays.copyOf(multiplex.bytes(), multiplex.bytes().length + packets.length + last.length);
        System.arraycopy(packets, 0, all, multiplex.bytes().length, packets.length);
        System.arraycopy(last, 0, all, multiplex.bytes().length + packets.length, last.length);
        assertWhole(Multiplex.read(all));
    }

    private Multiplex media2(int before) {
        Multiplex later = new Multiplex()
                .counting(n -> n + 1 + (before + 183) / 184).stream(0x100, 0xe0, video.subList(1, video.size()));
        int sent = (Multiplex.packet(0xc0, 0, audio.get(0), 0).length + 183) / 184;
        return later.counting(n -> n + sent).stream(0x101, 0xc0, audio.subList(1, audio.size()));
    }

    @ParameterizedTest
    @MethodSource("everyCodec")
    void a_map_that_names_the_wrong_codec_is_found_out(Payloads made) {
        boolean pictures = made.codec().kind() == Kind.VIDEO;
        int id = pictures ? 0xe0 : 0xbd;
        String wrong =
                switch (made.codec()) {
                    case H264 -> "02";
                    case AAC -> "81";
                    default -> pictures ? "1b" : "0f";
                };
        Multiplex right = new Multiplex().association(1, MAP).map(MAP, 1, "06 101 05 4 " + registration(made.codec()));
        if (made.codec().streamType() != 6) {
            right = new Multiplex()
                    .association(1, MAP)
                    .map(MAP, 1, Integer.toHexString(made.codec().streamType()) + " 101");
        }
        TrackContent expected =
                right.stream(0x101, id, made.make()).read().content().tracks().get(0);
        for (String type : List.of(wrong, "06", "91")) {
            Multiplex.Seen seen = new Multiplex()
                    .association(1, MAP).map(MAP, 1, type + " 101").stream(0x101, id, made.make())
                            .read();
            assertThat(seen.content().tracks())
                    .as("%s announced as %s", made, type)
                    .containsExactly(expected);
            assertThat(seen.content().damage()).isEmpty();
            assertThat(seen.remarks())
                    .singleElement()
                    .asString()
                    .contains("pid 257 is announced as")
                    .contains("and holds");
        }
    }

    private static String registration(Codec codec) {
        return codec == Codec.OPUS ? "4f 70 75 73" : "42 53 53 44";
    }

    @Test
    void data_is_named_and_never_damage() {
        Random random = new Random(1);
        Multiplex multiplex = new Multiplex()
                .association(1, MAP)
                .map(
                        MAP,
                        1,
                        "1b 100",
                        "0f 101",
                        "15 12c 26 d ff ff 49 44 33 20 ff 49 44 33 20 0 f",
                        "86 12d",
                        "06 12e 56 0",
                        "06 12f 59 0",
                        "06 130 5 4 4b 4c 56 41",
                        "05 131",
                        "06 132");
        for (int pid : new int[] {0x12c, 0x12e, 0x12f, 0x130, 0x132}) {
            byte[] noise = new byte[300];
            random.nextBytes(noise);
            multiplex.pes(pid, 0xbd, 90_000, noise).pes(pid, 0xbd, 95_000, noise, 0x4000);
        }
        multiplex
                .sections(0x12d, Multiplex.section(0xfc, 0, new byte[8]))
                .sections(0x131, Multiplex.section(0x74, 0, new byte[300]));
        Multiplex.Seen seen = media(multiplex).read();
        assertWhole(seen);
        assertThat(seen.unrecorded())
                .extracting(Unrecorded::pid, Unrecorded::codec, Unrecorded::packets, Unrecorded::isMissed)
                .containsExactly(
                        tuple(0x12c, "id3", 2L, false),
                        tuple(0x12d, "scte35", 1L, false),
                        tuple(0x12e, "teletext", 2L, false),
                        tuple(0x12f, "dvb_subtitle", 2L, false),
                        tuple(0x130, "klv", 2L, false),
                        tuple(0x131, "private_sections", 1L, false),
                        tuple(0x132, "data", 2L, false));
    }

    @Test
    void what_cannot_be_recorded_is_named_as_what_it_is() {
        byte[] head = {
            0x12, 0, 0x0a, 0x0b, 0, 0, 0, 4, 0x3c, (byte) 0xfe, (byte) 0xcc, (byte) 0xfb, (byte) 0xf9, 0, 0x40
        };
        byte[] av1 = Arrays.copyOf(head, 900);
        Multiplex multiplex = new Multiplex().association(1, MAP).map(MAP, 1, "06 100 05 4 41 56 30 31", "0f 101");
        Multiplex.Seen seen = multiplex.stream(0x100, 0xbd, List.of(av1, av1, av1)).stream(0x101, 0xc0, audio)
                .read();
        assertThat(seen.content().tracks()).extracting(TrackContent::codec).containsExactly("aac");
        assertThat(seen.unrecorded())
                .extracting(Unrecorded::kind, Unrecorded::codec, Unrecorded::packets, Unrecorded::isMissed)
                .containsExactly(tuple(Kind.VIDEO, "av1", 3L, true));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 0x7000})
    void the_length_of_a_video_packet_means_nothing(int length) {
        Multiplex multiplex = broadcast();
        long pts = 90_000;
        for (byte[] payload : video) {
            multiplex.pes(0x100, 0xe0, pts += 3_600, payload, length);
        }
        assertWhole(multiplex.stream(0x101, 0xc0, audio).read());
    }

    @Test
    void counters_that_never_count_are_ignored() {
        assertWhole(media(broadcast().counting(n -> 0)).read());
        assertWhole(media(broadcast().counting(n -> n * 3)).read());
        assertWhole(media(broadcast().counting(n -> new Random(n).nextInt())).read());
    }

    @Test
    void a_packet_that_is_lost_among_counted_ones_is_still_told() {
        byte[] bytes = media(broadcast()).bytes();
        int middle = bytes.length / SIZE / 2 * SIZE;
        byte[] lossy = Arrays.copyOf(bytes, bytes.length - SIZE);
        System.arraycopy(bytes, middle + SIZE, lossy, middle, bytes.length - middle - SIZE);
        assertThat(Multiplex.read(lossy).content().damage())
                .anyMatch(damage -> damage.startsWith("1 continuity error on pid"));
    }

    private static final int SIZE = 188;

    @Test
    void a_packet_that_goes_on_in_the_next_segment_is_no_damage() {
        List<byte[]> large = new ArrayList<>();
        for (int at = 0; at + 4 <= audio.size(); at += 4) {
            byte[] four = new byte[0];
            for (byte[] payload : audio.subList(at, at + 4)) {
                four = Arrays.copyOf(four, four.length + payload.length);
                System.arraycopy(payload, 0, four, four.length - payload.length, payload.length);
            }
            large.add(four);
        }
        byte[] bytes = new Multiplex()
                .association(1, MAP).map(MAP, 1, "0f 101").stream(0x101, 0xc0, large)
                        .bytes();
        int cut = bytes.length / SIZE / 2 * SIZE;
        Multiplex.Seen first = Multiplex.read(Arrays.copyOf(bytes, cut));
        Multiplex.Seen second = Multiplex.read(Arrays.copyOfRange(bytes, cut, bytes.length));
        assertThat(first.content().damage()).isEmpty();
        assertThat(second.content().damage()).isEmpty();
        assertThat(second.remarks()).contains("no program map: streams recognised by their bytes");
        assertThat(first.content().hasMedia() && second.content().hasMedia()).isTrue();
    }

    /** Each stream takes buffers: a segment of 7.5 MB could name 20,000 of them, and end the service at each start. */
    @Test
    void a_map_that_names_another_stream_at_each_packet_makes_no_more_than_64() {
        byte[] sound = new Payloads(Codec.AAC, "aac", "-ac 2").make().get(0);
        Multiplex multiplex = new Multiplex().association(1, 0x100);
        for (int i = 0; i < 500; i++) {
            int pid = 0x200 + i;
            multiplex.map(0x100, 1, "0f " + Integer.toHexString(pid));
            multiplex.pes(pid, 0xc0, 90_000 + 3_600L * i, sound);
        }

        SegmentContent content = multiplex.read().content();

        assertThat(content.tracks()).hasSizeLessThanOrEqualTo(SegmentReader.MOST_STREAMS);
        assertThat(content.damage()).contains("more than 64 streams");
    }

    /** A program map that names another codec on another pid at each packet, around the pictures of a whole segment. */
    @Test
    void where_the_map_changes_at_each_packet_what_has_most_of_the_packets_is_recorded() {
        byte[] sound = HexFormat.of().parseHex("fff150800180fc2121212121");
        Multiplex multiplex = new Multiplex().association(1, MAP).map(MAP, 1, "1b 100");
        for (int i = 0; i < 600; i++) {
            int pid = 0x200 + i;
            multiplex.map(MAP, 1, List.of("0f", "03", "1b", "24").get(i % 4) + " " + Integer.toHexString(pid));
            multiplex.pes(pid, 0xc0, 90_000 + 3_600L * i, sound);
            if (i % 10 == 0) {
                multiplex.pes(0x100, 0xe0, 90_000 + 3_600L * (i / 10), video.get(i / 10));
            }
        }

        SegmentContent content = multiplex.read().content();

        assertThat(content.tracks())
                .extracting(TrackContent::codec, TrackContent::accessUnits)
                .containsExactly(tuple("h264", 60L));
        assertThat(content.damage()).containsExactly("program tables that change more than 512 times");
    }
}
