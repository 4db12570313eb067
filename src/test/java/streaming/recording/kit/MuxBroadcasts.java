package streaming.recording.kit;

import static streaming.recording.kit.Track.Kind.AUDIO;
import static streaming.recording.kit.Track.Kind.VIDEO;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Broadcasts whose packets, PES headers or tables are not what ffmpeg writes. */
final class MuxBroadcasts {
    private final List<KitBroadcast> all = new ArrayList<>();

    private MuxBroadcasts() {
        tables();
        packets();
        data();
        unknown();
        losses();
        ends();
    }

    static List<KitBroadcast> all() {
        return new MuxBroadcasts().all;
    }

    private static Mux ordinary() {
        return Mux.of(Source.h264AndAac(10));
    }

    private void add(String name, Consumer<Format> change) {
        add(name, () -> ordinary().written(change), Right.all());
    }

    /** Not each picture has a time stamp of its own. */
    private void pictures(String name, Consumer<Format> change) {
        add(name, () -> ordinary().written(change), Right.all().picturesWithin(0.3));
    }

    private void add(String name, Supplier<Mux> mux, Right right) {
        all.add(new KitBroadcast(name, mux, right));
    }

    private void tables() {
        add("PAT and PMT only once", format -> format.tablesOnce = true);
        add("first program has only data", format -> {
            format.programs.clear();
            format.programs.put(1, 0x1001);
            format.programs.put(2, 0x1000);
            format.dataProgramPid = 0x1001;
            format.program = 2;
        });
        add("first program is absent", format -> secondProgram(format));
        add(
                "first program is absent, MPEG-2 and MP2",
                () -> Mux.of(Source.mpeg2(10).with(Source.sound("mp2", 10))).written(MuxBroadcasts::secondProgram),
                Right.all());
        add("the first map of a segment names the pictures only", format -> format.packets = mapTwice(VIDEO));
        add("the first map of a segment names the sound only", format -> format.packets = mapTwice(AUDIO));
        add("no map names the sound", format -> format.listed = track -> track.kind() == VIDEO);
        add("each map has a wrong checksum", format -> format.packets = each(MuxBroadcasts::miscounted));
        add("private section before the PMT on its pid", format -> format.privateTableFirst = true);
        add(
                "PMT lists a track that is not there",
                () -> ordinary().without(AUDIO, 0, 4).written(format -> format.listsSilentTracks = true),
                Right.all());
    }

    /** Each segment begins with a map that names one of its tracks only; that of all follows some packets later. */
    private static UnaryOperator<List<PacketWriter.Packet>> mapTwice(Track.Kind first) {
        return packets -> {
            Track named = packets.stream()
                    .flatMap(packet -> packet.units().stream())
                    .filter(unit -> unit.is(first))
                    .findFirst()
                    .orElseThrow()
                    .track;
            int at = 0;
            while (packets.get(at).pid() != 0x1000) {
                at++;
            }
            List<PacketWriter.Packet> twice = new ArrayList<>(packets);
            byte[] map = Sections.programMap(1, named.pid(), Track.NO_DESCRIPTORS, List.of(named));
            twice.add(at + 20, twice.get(at));
            twice.set(at, PacketWriter.section(0x1000, map));
            return twice;
        };
    }

    private static UnaryOperator<List<PacketWriter.Packet>> each(UnaryOperator<PacketWriter.Packet> change) {
        return packets -> packets.stream().map(change).toList();
    }

    private static UnaryOperator<List<PacketWriter.Packet>> counted() {
        int[] next = {0};
        return each(packet -> {
            byte[] bytes = packet.bytes().clone();
            bytes[3] = (byte) (bytes[3] & 0xf0 | next[0]++ & 15);
            return new PacketWriter.Packet(bytes, packet.pid(), packet.units());
        });
    }

    private static PacketWriter.Packet marked(PacketWriter.Packet packet) {
        byte[] bytes = packet.bytes().clone();
        bytes[1] |= (byte) 0x80;
        return new PacketWriter.Packet(bytes, packet.pid(), packet.units());
    }

    private static PacketWriter.Packet miscounted(PacketWriter.Packet packet) {
        byte[] bytes = packet.bytes().clone();
        if (packet.pid() == 0x1000) {
            bytes[5 + 3 + (bytes[7] & 0xff) - 1] ^= 0x55;
        }
        return new PacketWriter.Packet(bytes, packet.pid(), packet.units());
    }

    private static void secondProgram(Format format) {
        format.programs.clear();
        format.programs.put(1, 0x20);
        format.programs.put(2, 0x1000);
        format.program = 2;
    }

    private void packets() {
        add("packets of 192 bytes", format -> format.packetSize = 192);
        add("packets of 204 bytes", format -> format.packetSize = 204);
        add("packets of 208 bytes", format -> format.packetSize = 208);
        add("marks in the heads of PES packets are 0", format -> format.pes = (pes, bytes) -> unmarked(bytes));
        add(
                "PES_packet_length of sound is too short",
                format -> format.pes = (pes, bytes) -> pes.track().kind() == AUDIO ? shortened(bytes) : bytes);
        int[] count = {0};
        add(
                "PES_packet_length of each tenth frame of sound is too short",
                format -> format.pes =
                        (pes, bytes) -> pes.track().kind() == AUDIO && count[0]++ % 10 == 9 ? shortened(bytes) : bytes);
        add("each packet is marked as broken", format -> format.packets = each(MuxBroadcasts::marked));
        add("one continuity counter for all pids", format -> format.packets = counted());
        add("continuity counters that never count", format -> format.countersStand = true);
        add("PES_packet_length of video always 1234", format -> format.videoLength = 1234);
        pictures("video in PES packets of 1500 bytes", format -> format.cutEvery.put(VIDEO, 1500));
        pictures("video in PES packets of 1500 bytes, also across segments", format -> {
            format.cutEvery.put(VIDEO, 1500);
            format.cutStartsWithSegment = false;
        });
        add(
                "a PES packet for each slice",
                () -> Mux.of(Source.h264(10, "30", "-x264-params slices=4").with(Source.aac(10)))
                        .written(format -> format.pesPerSlice = true),
                Right.all());
        add(
                "a PES packet for each NAL unit",
                () -> Mux.of(Source.h264AndAac(4)).written(format -> format.pesPerNal = true),
                Right.all());
        pictures("video in PES packets of 60,000 bytes", format -> format.cutEvery.put(VIDEO, 60_000));
        pictures("three pictures a PES packet", format -> format.unitsPerPes.put(VIDEO, 3));
        add("sound in PES packets of 500 bytes", format -> format.cutEvery.put(AUDIO, 500));
        add("eight AAC frames a PES packet", format -> format.unitsPerPes.put(AUDIO, 8));
        add("PES packets of sound cross segments", format -> format.soundCrossesSegments = true);
    }

    private static byte[] unmarked(byte[] pes) {
        pes[6] &= 0x3f;
        if (pes[7] < 0) {
            pes[9] &= (byte) 0xfe;
            pes[11] &= (byte) 0xfe;
            pes[13] &= (byte) 0xfe;
        }
        return pes;
    }

    private static byte[] shortened(byte[] pes) {
        int length = pes.length - 9;
        pes[4] = (byte) (length >> 8);
        pes[5] = (byte) length;
        return pes;
    }

    private void data() {
        Track id3 =
                data(0x12c, 0x15, 0xbd, 0x26, 13, 0xff, 0xff, 'I', 'D', '3', ' ', 0xff, 'I', 'D', '3', ' ', 0, 0x0f, 0);
        Track splices = data(0x12d, 0x86, 0, 0x05, 4, 'C', 'U', 'E', 'I');
        Track teletext = data(0x12e, 0x06, 0xbd, 0x56, 5, 'e', 'n', 'g', 0x09, 0x00);
        Track subtitles = data(0x12f, 0x06, 0xbd, 0x59, 8, 'e', 'n', 'g', 0x10, 0, 1, 0, 1);
        Track klv = data(0x130, 0x06, 0xbd, 0x05, 4, 'K', 'L', 'V', 'A');
        add(
                "ID3, SCTE-35, teletext, subtitles and KLV",
                () -> Mux.of(Source.h264AndAac(10)
                        .withData(id3, 1, new byte[90])
                        .withData(splices, 1, Sections.spliceNull())
                        .withData(teletext, 5, new byte[46 * 4])
                        .withData(subtitles, 1, new byte[300])
                        .withData(klv, 5, new byte[120])),
                Right.all());
        add(
                "data of an unknown stream type",
                () -> Mux.of(Source.h264AndAac(10).withData(data(0x131, 0xa5, 0xbd), 2, new byte[500])),
                Right.all().says("0xa5", "0x131", "165", "305"));
    }

    /** Nothing is known of these but what their PES packets are called. */
    private void unknown() {
        byte[] noise = new byte[320];
        new Random(7).nextBytes(noise);
        add(
                "sound of an unknown codec",
                () -> Mux.of(Source.h264(4).withData(data(0x132, 0x90, 0xc0), 25, noise)),
                Right.all().incomplete().says("0x90"));
    }

    private static Track data(int pid, int type, int streamId, int... descriptors) {
        return new Track(pid, Track.Kind.DATA, "data", type, streamId, Track.bytes(descriptors));
    }

    private void losses() {
        add("100 packets lost inside a segment", () -> ordinary().loses(2, 40, 100), lossy());
        add("the first 20 packets of a segment lost", () -> ordinary().loses(2, 0, 20), lossy());
        add(
                "40 packets lost where the clock jumps, sound 0.5 s later",
                () -> ordinary().audioLater(0.5).clockJumps(6, 5000).loses(3, 0, 40),
                lossy());
        add(
                "30 packets lost at the end of a segment, sound 0.5 s later",
                () -> ordinary().audioLater(0.5).loses(2, 60, 30),
                lossy());
    }

    private void ends() {
        byte[] page = "<html>404 Not Found</html>".getBytes(StandardCharsets.US_ASCII);
        add(
                "the last object is a web page",
                () -> Mux.of(Source.h264AndAac(4)).objects((number, bytes) -> number == 1 ? page : bytes),
                damaged());
        add(
                "the last object is cut off",
                () -> Mux.of(Source.h264AndAac(4))
                        .objects((number, bytes) -> number == 1 ? Arrays.copyOf(bytes, bytes.length / 3 | 1) : bytes),
                damaged());
        add(
                "four frames of sound are broken",
                () -> Mux.of(Source.h264AndAac(4)).frames(number -> number >= 100 && number < 104, unit -> {
                    unit.bytes = unit.bytes.clone();
                    unit.bytes[0] = 0;
                    unit.lost = true;
                }),
                lossy());
    }

    private static Right damaged() {
        return Right.all().any(VIDEO).any(AUDIO).anyLength().mayBeDamaged().incomplete();
    }

    private static Right lossy() {
        return Right.all().mayBeDamaged().extraUnits().incomplete();
    }
}
