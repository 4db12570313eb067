package streaming.recording.ts;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** A transport stream packet by packet, with whatever tables, counters and PES heads a publisher may write. */
final class Multiplex {
    private static final int SIZE = 188;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<Integer, Integer> counters = new HashMap<>();
    private IntUnaryOperator counting = IntUnaryOperator.identity();

    /** What came of reading it. */
    record Seen(SegmentContent content, List<Unrecorded> unrecorded, List<String> remarks) {}

    /** @param programs number and pid of the map, in turn */
    Multiplex association(int... programs) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < programs.length; i += 2) {
            body.writeBytes(new byte[] {
                (byte) (programs[i] >> 8),
                (byte) programs[i],
                (byte) (0xe0 | programs[i + 1] >> 8),
                (byte) programs[i + 1]
            });
        }
        return sections(0, section(0, 1, body.toByteArray()));
    }

    /** @param streams each as {@code type pid descriptors…}, numbers in hexadecimal */
    Multiplex map(int pid, int program, String... streams) {
        return sections(pid, mapSection(program, streams));
    }

    static byte[] mapSection(int program, String... streams) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xf0, 0});
        for (String stream : streams) {
            String[] words = stream.split(" ");
            int pid = Integer.parseInt(words[1], 16);
            byte[] descriptors = new byte[words.length - 2];
            for (int i = 2; i < words.length; i++) {
                descriptors[i - 2] = (byte) Integer.parseInt(words[i], 16);
            }
            body.writeBytes(new byte[] {
                (byte) Integer.parseInt(words[0], 16),
                (byte) (0xe0 | pid >> 8),
                (byte) pid,
                (byte) 0xf0,
                (byte) descriptors.length
            });
            body.writeBytes(descriptors);
        }
        return section(2, program, body.toByteArray());
    }

    static byte[] section(int table, int number, byte[] body) {
        int length = body.length + 9;
        byte[] section = Arrays.copyOf(
                new byte[] {
                    (byte) table,
                    (byte) (0xb0 | length >> 8),
                    (byte) length,
                    (byte) (number >> 8),
                    (byte) number,
                    (byte) 0xc1,
                    0,
                    0
                },
                8 + body.length + 4);
        System.arraycopy(body, 0, section, 8, body.length);
        int crc = Sections.crc(section, section.length - 4);
        for (int i = 0; i < 4; i++) {
            section[section.length - 4 + i] = (byte) (crc >>> 24 - 8 * i);
        }
        return section;
    }

    /** Sections one behind the other, in as few packets as they need. */
    Multiplex sections(int pid, byte[]... sections) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(0);
        for (byte[] section : sections) {
            all.writeBytes(section);
        }
        while (all.size() % (SIZE - 4) != 0) {
            all.write(0xff);
        }
        return payload(pid, all.toByteArray());
    }

    /** How the continuity counter of the nth packet of a pid is made of n. */
    Multiplex counting(IntUnaryOperator howCounted) {
        counting = howCounted;
        return this;
    }

    Multiplex pes(int pid, int streamId, long pts, byte[] payload) {
        int rest = payload.length + 8;
        return pes(pid, streamId, pts, payload, rest > 0xffff || (streamId & 0xf0) == 0xe0 ? 0 : rest);
    }

    /** @param length what is written as PES_packet_length */
    Multiplex pes(int pid, int streamId, long pts, byte[] payload, int length) {
        return payload(pid, packet(streamId, pts, payload, length));
    }

    static byte[] packet(int streamId, long pts, byte[] payload, int length) {
        byte[] pes = Arrays.copyOf(
                new byte[] {
                    0,
                    0,
                    1,
                    (byte) streamId,
                    (byte) (length >> 8),
                    (byte) length,
                    (byte) 0x80,
                    (byte) 0x80,
                    5,
                    (byte) (0x21 | pts >> 29 & 0x0e),
                    (byte) (pts >> 22),
                    (byte) (pts >> 14 | 1),
                    (byte) (pts >> 7),
                    (byte) (pts << 1 | 1)
                },
                14 + payload.length);
        System.arraycopy(payload, 0, pes, 14, payload.length);
        return pes;
    }

    /** All PES packets of a stream, 3600 ticks apart. */
    Multiplex stream(int pid, int streamId, List<byte[]> payloads) {
        long pts = 90_000;
        for (byte[] payload : payloads) {
            pes(pid, streamId, pts, payload);
            pts += 3_600;
        }
        return this;
    }

    Multiplex payload(int pid, byte[] bytes) {
        for (int at = 0; at < bytes.length; at += SIZE - 4) {
            int part = Math.min(SIZE - 4, bytes.length - at);
            int n = counters.merge(pid, 1, Integer::sum) - 1;
            out.write(0x47);
            out.write((at == 0 ? 0x40 : 0) | pid >> 8);
            out.write(pid);
            out.write((part < SIZE - 4 ? 0x30 : 0x10) | counting.applyAsInt(n) & 0x0f);
            int stuffing = SIZE - 4 - part;
            for (int i = 0; i < stuffing; i++) {
                out.write(i == 0 ? stuffing - 1 : i == 1 ? 0 : 0xff);
            }
            out.write(bytes, at, part);
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    Seen read() {
        return read(bytes());
    }

    static Seen read(byte[] bytes) {
        try {
            SegmentContent content = SegmentReader.read(new ByteArrayInputStream(bytes));
            Damage damage = new Damage();
            Demultiplexer demultiplexer = new Demultiplexer(
                    new Demultiplexer.Receiver() {
                        @Override
                        public void pes(ElementaryStream stream, PesPacket pes) {
                            // only what is not given out is looked at here
                        }

                        @Override
                        public void lost(ElementaryStream stream) {
                            // only what is not given out is looked at here
                        }
                    },
                    damage);
            for (int at = 0; at + SIZE <= bytes.length; at += SIZE) {
                demultiplexer.packet(bytes, at);
            }
            demultiplexer.end(false);
            return new Seen(content, new ArrayList<>(demultiplexer.unrecorded()), damage.remarks());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NotTransportStream e) {
            throw new AssertionError(e);
        }
    }
}
