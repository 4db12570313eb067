package streaming.recording.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;

/**
 * Reads the sample tables of an MP4 (ISO/IEC 14496-12, 8.6 to 8.7), so that tests need not ask ffmpeg what ffmpeg
 * wrote.
 */
final class Mp4Tables {
    private final ByteBuffer file;
    private final List<Mp4.Packet> packets = new ArrayList<>();
    private long movieScale;
    private int tracks;

    Mp4Tables(byte[] bytes) {
        file = ByteBuffer.wrap(bytes);
        boxes(0, bytes.length, (type, box) -> {
            if (type.equals("moov")) {
                boxes(box, (inner, at) -> {
                    if (inner.equals("mvhd")) {
                        movieScale = at.get(at.position()) == 0
                                ? at.getInt(at.position() + 12)
                                : at.getInt(at.position() + 20);
                    } else if (inner.equals("trak")) {
                        new Track(tracks++).read(at);
                    }
                });
            }
        });
    }

    List<Mp4.Packet> packets() {
        return Mp4.ordered(packets);
    }

    private void boxes(ByteBuffer parent, BiConsumer<String, ByteBuffer> visitor) {
        boxes(parent.position(), parent.limit(), visitor);
    }

    private void boxes(int from, int to, BiConsumer<String, ByteBuffer> visitor) {
        int at = from;
        while (at + 8 <= to) {
            long size = file.getInt(at) & 0xffffffffL;
            String type = new String(file.array(), at + 4, 4, StandardCharsets.ISO_8859_1);
            int head = size == 1 ? 16 : 8;
            size = size == 1 ? file.getLong(at + 8) : size == 0 ? to - at : size;
            ByteBuffer box = file.duplicate();
            box.position(at + head).limit((int) (at + size));
            visitor.accept(type, box);
            at += (int) size;
        }
    }

    private final class Track {
        private final int index;
        private String kind = "";
        private long scale;
        private long shift;
        private final List<long[]> durations = new ArrayList<>();
        private final List<long[]> leads = new ArrayList<>();
        private int[] sizes = {};
        private long[] chunks = {};
        private final List<int[]> runs = new ArrayList<>();
        private boolean allKeys = true;
        private final List<Integer> keys = new ArrayList<>();

        Track(int index) {
            this.index = index;
        }

        void read(ByteBuffer trak) {
            boxes(trak, this::visit);
            shift = Math.round(emptyEdit * 90_000.0 / movieScale) - Math.round(mediaStart * 90_000.0 / scale);
            samples();
        }

        private long emptyEdit;
        private long mediaStart;

        private void visit(String type, ByteBuffer box) {
            int version = box.limit() > box.position() ? box.get(box.position()) : 0;
            switch (type) {
                case "mdia", "minf", "stbl", "edts" -> boxes(box, this::visit);
                case "mdhd" -> scale = version == 0 ? box.getInt(box.position() + 12) : box.getInt(box.position() + 20);
                case "hdlr" ->
                    kind = switch (box.getInt(box.position() + 8)) {
                        case 0x76696465 -> "video";
                        case 0x736f756e -> "audio";
                        default -> "other";
                    };
                case "elst" -> edits(box, version);
                case "stts" -> pairs(box, durations);
                case "ctts" -> pairs(box, leads);
                case "stsz" -> sizes(box);
                case "stsc" -> {
                    for (int n = box.getInt(box.position() + 4), at = box.position() + 8; n > 0; n--, at += 12) {
                        runs.add(new int[] {box.getInt(at), box.getInt(at + 4)});
                    }
                }
                case "stco", "co64" -> chunks(box, type.equals("co64"));
                case "stss" -> {
                    allKeys = false;
                    for (int n = box.getInt(box.position() + 4), at = box.position() + 8; n > 0; n--, at += 4) {
                        keys.add(box.getInt(at) - 1);
                    }
                }
                default -> {}
            }
        }

        private void edits(ByteBuffer box, int version) {
            int width = version == 0 ? 4 : 8;
            for (int n = box.getInt(box.position() + 4), at = box.position() + 8; n > 0; n--, at += 2 * width + 4) {
                long duration = width == 4 ? box.getInt(at) & 0xffffffffL : box.getLong(at);
                long start = width == 4 ? box.getInt(at + 4) : box.getLong(at + 8);
                if (start < 0) {
                    emptyEdit += duration;
                } else {
                    mediaStart = start;
                }
            }
        }

        private void pairs(ByteBuffer box, List<long[]> into) {
            for (int n = box.getInt(box.position() + 4), at = box.position() + 8; n > 0; n--, at += 8) {
                into.add(new long[] {box.getInt(at) & 0xffffffffL, box.getInt(at + 4)});
            }
        }

        private void sizes(ByteBuffer box) {
            int all = box.getInt(box.position() + 4);
            sizes = new int[box.getInt(box.position() + 8)];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = all != 0 ? all : box.getInt(box.position() + 12 + 4 * i);
            }
        }

        private void chunks(ByteBuffer box, boolean wide) {
            chunks = new long[box.getInt(box.position() + 4)];
            for (int i = 0; i < chunks.length; i++) {
                chunks[i] = wide
                        ? box.getLong(box.position() + 8 + 8 * i)
                        : box.getInt(box.position() + 8 + 4 * i) & 0xffffffffL;
            }
        }

        private void samples() {
            long[] duration = spread(durations);
            long[] lead = spread(leads);
            boolean[] key = new boolean[sizes.length];
            keys.forEach(number -> key[number] = true);
            long dts = 0;
            int sample = 0;
            int run = 0;
            for (int chunk = 0; chunk < chunks.length; chunk++) {
                while (run + 1 < runs.size() && runs.get(run + 1)[0] <= chunk + 1) {
                    run++;
                }
                int at = (int) chunks[chunk];
                for (int i = 0; i < runs.get(run)[1]; i++, sample++) {
                    CRC32 crc = new CRC32();
                    crc.update(file.array(), at, sizes[sample]);
                    packets.add(new Mp4.Packet(
                            index,
                            kind,
                            ticks(dts + lead[sample]),
                            ticks(dts),
                            ticks(dts + duration[sample]) - ticks(dts),
                            sizes[sample],
                            allKeys || key[sample],
                            Long.toHexString(crc.getValue())));
                    at += sizes[sample];
                    dts += duration[sample];
                }
            }
        }

        private long ticks(long time) {
            return shift + Math.round(time * 90_000.0 / scale);
        }

        private long[] spread(List<long[]> counted) {
            long[] values = new long[sizes.length];
            int at = 0;
            for (long[] pair : counted) {
                for (long n = pair[0]; n > 0 && at < values.length; n--) {
                    values[at++] = pair[1];
                }
            }
            return values;
        }
    }
}
