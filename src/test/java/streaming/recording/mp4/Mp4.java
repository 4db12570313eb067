package streaming.recording.mp4;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import streaming.recording.join.Programs;
import streaming.recording.join.Programs.Outcome;
import streaming.recording.join.Surgery;

/** An MP4 that ffmpeg made, told packet by packet from its own tables (ISO/IEC 14496-12). */
public record Mp4(Outcome outcome, List<Packet> packets) {

    /** Times in 90 kHz ticks on the presentation's time line; {@code hash} tells equal content. */
    public record Packet(
            int track, String kind, long pts, long dts, long duration, int size, boolean key, String hash) {}

    public static Mp4 ofPlainPipe(List<Path> segments) {
        return of(new ByteArrayInputStream(Surgery.concatenated(segments)));
    }

    public static Mp4 ofNormalised(InputStream stream, String... more) {
        List<String> arguments = new ArrayList<>(List.of("-copyts", "-start_at_zero"));
        arguments.addAll(Arrays.asList(more));
        return of(List.of("-correct_ts_overflow", "0"), stream, arguments);
    }

    public static Mp4 of(InputStream stream, String... more) {
        return of(List.of(), stream, Arrays.asList(more));
    }

    private static Mp4 of(List<String> reading, InputStream stream, List<String> more) {
        try {
            Path file = Files.createTempFile("joined", ".mp4");
            List<String> arguments = new ArrayList<>(reading);
            arguments.addAll(List.of("-f", "mpegts", "-i", "pipe:0", "-map", "0:v?", "-map", "0:a?", "-c", "copy"));
            arguments.addAll(more);
            arguments.addAll(
                    List.of("-movie_timescale", "90000", "-movflags", "+faststart", "-f", "mp4", file.toString()));
            try {
                Outcome outcome = Programs.ffmpeg(stream, arguments.toArray(String[]::new));
                return new Mp4(
                        outcome, outcome.exit() == 0 ? new Mp4Tables(Files.readAllBytes(file)).packets() : List.of());
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Packet> track(int index) {
        return packets.stream().filter(packet -> packet.track == index).toList();
    }

    public List<Packet> of(String kind) {
        return packets.stream().filter(packet -> packet.kind.equals(kind)).toList();
    }

    public int tracks() {
        return packets.stream().mapToInt(Packet::track).max().orElse(-1) + 1;
    }

    /** End of the last presentation in ticks. */
    public long end() {
        return packets.stream()
                .mapToLong(packet -> packet.pts + packet.duration)
                .max()
                .orElse(0);
    }

    /** The packets in decoding order over all tracks. */
    static List<Packet> ordered(List<Packet> packets) {
        return packets.stream()
                .sorted(Comparator.comparingLong(Packet::dts).thenComparingInt(Packet::track))
                .toList();
    }
}
