package streaming.recording.ts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import streaming.recording.join.Programs;

/** Payloads of PES packets of one stream that a real encoder made; made once per test run and kept. */
record Payloads(Codec codec, String encoder, String options) {
    private static final Map<Payloads, List<byte[]>> MADE = new ConcurrentHashMap<>();

    static List<Payloads> all() {
        return List.of(
                new Payloads(Codec.H264, "libx264", "-preset ultrafast -bf 2 -g 15"),
                new Payloads(
                        Codec.HEVC, "libx265", "-preset ultrafast -x265-params log-level=none:keyint=15:pools=none"),
                new Payloads(Codec.MPEG2, "mpeg2video", "-bf 2"),
                new Payloads(Codec.MPEG2, "mpeg1video", "-bf 2"),
                new Payloads(Codec.MPEG4, "mpeg4", "-bf 2"),
                new Payloads(Codec.AAC, "aac", "-ac 2"),
                new Payloads(Codec.AAC_LATM, "aac", "-ac 2 -mpegts_flags latm"),
                new Payloads(Codec.MP3, "libmp3lame", "-ac 2"),
                new Payloads(Codec.MP3, "mp2", "-ac 1"),
                new Payloads(Codec.AC3, "ac3", "-ac 6"),
                new Payloads(Codec.EAC3, "eac3", "-ac 2"),
                new Payloads(Codec.DTS, "dca", "-ac 2 -strict -2"),
                new Payloads(Codec.OPUS, "opus", "-ac 2 -strict -2"),
                new Payloads(Codec.S302M, "s302m", "-ac 2 -strict -2"));
    }

    /** In their order; two seconds of 30 pictures, or of sound at 48 kHz. */
    List<byte[]> make() {
        return MADE.computeIfAbsent(this, Payloads::makeNow);
    }

    /** The stream without the borders of packets. */
    byte[] joined() {
        int size = make().stream().mapToInt(payload -> payload.length).sum();
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] payload : make()) {
            System.arraycopy(payload, 0, all, at, payload.length);
            at += payload.length;
        }
        return all;
    }

    private List<byte[]> makeNow() {
        try {
            Path file = Files.createTempFile("payloads", ".ts");
            file.toFile().deleteOnExit();
            String source = codec.kind() == TrackContent.Kind.VIDEO
                    ? "testsrc2=size=160x90:rate=30:duration=2"
                    : "anoisesrc=color=pink:amplitude=0.2:seed=1:sample_rate=48000:duration=2";
            List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source));
            arguments.addAll(List.of(codec.kind() == TrackContent.Kind.VIDEO ? "-c:v" : "-c:a", encoder));
            if (codec.kind() == TrackContent.Kind.VIDEO) {
                arguments.addAll(List.of("-pix_fmt", "yuv420p", "-threads", "1"));
            }
            arguments.addAll(Arrays.asList(options.split(" ")));
            arguments.addAll(List.of("-f", "mpegts", file.toString()));
            Programs.makes(arguments.toArray(String[]::new));
            return payloads(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<byte[]> payloads(byte[] stream) {
        List<byte[]> payloads = new ArrayList<>();
        Demultiplexer demultiplexer = new Demultiplexer(
                new Demultiplexer.Receiver() {
                    @Override
                    public void pes(ElementaryStream found, PesPacket pes) {
                        payloads.add(Arrays.copyOfRange(pes.data, pes.from, pes.to));
                    }

                    @Override
                    public void lost(ElementaryStream found) {
                        throw new AssertionError(found);
                    }
                },
                new Damage());
        for (int at = 0; at < stream.length; at += TransportPackets.SIZE) {
            demultiplexer.packet(stream, at);
        }
        demultiplexer.end(false);
        return payloads;
    }

    @Override
    public String toString() {
        return encoder + " " + options;
    }
}
