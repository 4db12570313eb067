package streaming.recording.join;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.AudioFormat;
import streaming.recording.ts.Damage;
import streaming.recording.ts.Demultiplexer;
import streaming.recording.ts.ElementaryStream;
import streaming.recording.ts.OutputTrack;
import streaming.recording.ts.PesPacket;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TransportWriter;
import streaming.recording.ts.Unit;

/** Changes segments on purpose, packet by packet. */
public final class Surgery {
    private static final int SIZE = 188;

    private Surgery() {}

    /** The same bytes, cut after every so many packets instead of before key frames. */
    static List<Path> cutEvery(int packets, List<Path> segments) {
        byte[] all = concatenated(segments);
        List<Path> files = new ArrayList<>();
        for (int at = 0; at < all.length; at += packets * SIZE) {
            files.add(file(Arrays.copyOfRange(all, at, Math.min(all.length, at + packets * SIZE))));
        }
        return files;
    }

    /** Changes the time stamps of the PES packets {@code from} to {@code to} of one pid, counted from 0. */
    static Path retimed(Path segment, int pid, int from, int to, LongUnaryOperator change) {
        byte[] b = read(segment);
        int number = 0;
        for (int at = 0; at < b.length; at += SIZE) {
            boolean start = (b[at + 1] & 0x40) != 0 && ((b[at + 1] & 0x1f) << 8 | b[at + 2] & 0xff) == pid;
            if (start && number++ >= from && number <= to) {
                int pes = at + 4 + ((b[at + 3] & 0x20) != 0 ? 1 + (b[at + 4] & 0xff) : 0);
                int flags = (b[pes + 7] & 0xff) >> 6;
                change(b, pes + 9, change);
                if (flags == 3) {
                    change(b, pes + 14, change);
                }
            }
        }
        return file(b);
    }

    /** The AAC of a segment, in PES packets of the given payload, without regard to frames. */
    static Path repacked(Path segment, int pid, int payload) {
        byte[] es = elementaryStream(segment, pid);
        List<OutputTrack> tracks = List.of(new OutputTrack(0, TrackContent.Kind.AUDIO, "aac"));
        TransportWriter writer = new TransportWriter(tracks);
        writer.tables();
        long samples = 0;
        int frame = 0;
        for (int at = 0; at < es.length; at += payload) {
            int end = Math.min(es.length, at + payload);
            Unit unit = new Unit(tracks.get(0), 0, 0xc0, Ticks.NONE, Ticks.NONE);
            if (frame < end) {
                unit.pts = 900_000 + samples * 1024 * 90_000 / 48_000;
                unit.dts = unit.pts;
                unit.outPts = unit.pts;
                unit.outDts = unit.pts;
            }
            unit.bytes = es;
            unit.at = at;
            unit.length = end - at;
            writer.unit(unit);
            while (frame < end) {
                frame += AudioFormat.ADTS.length(es, frame);
                samples++;
            }
        }
        return file(Arrays.copyOf(writer.bytes(), writer.written()));
    }

    static byte[] elementaryStream(Path segment, int pid) {
        ByteArrayOutputStream es = new ByteArrayOutputStream();
        Demultiplexer demultiplexer = new Demultiplexer(
                new Demultiplexer.Receiver() {
                    @Override
                    public void pes(ElementaryStream stream, PesPacket pes) {
                        if (stream.pid() == pid) {
                            es.write(pes.data, pes.from, pes.to - pes.from);
                        }
                    }

                    @Override
                    public void lost(ElementaryStream stream) {
                        throw new AssertionError(stream);
                    }
                },
                new Damage());
        byte[] b = read(segment);
        for (int at = 0; at < b.length; at += SIZE) {
            demultiplexer.packet(b, at);
        }
        demultiplexer.end(false);
        return es.toByteArray();
    }

    static Path file(byte[] bytes) {
        try {
            Path file = Files.createTempFile("surgery", ".ts");
            file.toFile().deleteOnExit();
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] concatenated(List<Path> files) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        files.forEach(file -> all.writeBytes(read(file)));
        return all.toByteArray();
    }

    private static void change(byte[] b, int at, LongUnaryOperator change) {
        long time = (b[at] & 0x0eL) << 29
                | (b[at + 1] & 0xffL) << 22
                | (b[at + 2] & 0xfeL) << 14
                | (b[at + 3] & 0xffL) << 7
                | (b[at + 4] & 0xffL) >> 1;
        long changed = Ticks.wrapped(change.applyAsLong(time));
        b[at] = (byte) (b[at] & 0xf0 | changed >> 29 & 0x0e | 1);
        b[at + 1] = (byte) (changed >> 22);
        b[at + 2] = (byte) (changed >> 14 | 1);
        b[at + 3] = (byte) (changed >> 7);
        b[at + 4] = (byte) (changed << 1 | 1);
    }
}
