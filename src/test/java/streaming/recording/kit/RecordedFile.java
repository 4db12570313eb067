package streaming.recording.kit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Reads the tables of a finished MP4 (ISO/IEC 14496-12, 8.6 and 8.7): what a player finds, without asking ffmpeg what
 * ffmpeg wrote.
 */
final class RecordedFile {
    private final byte[] file;
    private final List<RecordedTrack> tracks = new ArrayList<>();
    private long movieScale = 1;

    private RecordedFile(byte[] file) {
        this.file = file;
        boxes(0, file.length, (type, box) -> {
            if (type.equals("moov")) {
                boxes(box.position(), box.limit(), this::movie);
            }
        });
    }

    static List<RecordedTrack> tracks(byte[] mp4) {
        return new RecordedFile(mp4).tracks;
    }

    private void movie(String type, ByteBuffer box) {
        if (type.equals("mvhd")) {
            movieScale = box.getInt(box.position() + (box.get(box.position()) == 0 ? 12 : 20));
        } else if (type.equals("trak")) {
            Trak trak = new Trak();
            boxes(box.position(), box.limit(), trak::visit);
            tracks.add(new RecordedTrack(trak.handler, trak.tag, trak.packets()));
        }
    }

    private void boxes(int from, int to, BiConsumer<String, ByteBuffer> visitor) {
        ByteBuffer all = ByteBuffer.wrap(file);
        for (int at = from; at + 8 <= to; ) {
            long size = all.getInt(at) & 0xffffffffL;
            String type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
            int head = size == 1 ? 16 : 8;
            size = size == 1 ? all.getLong(at + 8) : size == 0 ? to - at : size;
            ByteBuffer box = ByteBuffer.wrap(file);
            box.position(at + head).limit((int) (at + size));
            visitor.accept(type, box);
            at += (int) size;
        }
    }

    private final class Trak {
        private String handler = "";
        private String tag = "";
        private long scale = 1;
        private long shift;
        private long[] durations = {};
        private long[] leads = {};
        private int[] sizes = {};
        private long[] chunks = {};
        private final List<int[]> runs = new ArrayList<>();

        void visit(String type, ByteBuffer box) {
            int at = box.position();
            int version = at < box.limit() ? box.get(at) : 0;
            switch (type) {
                case "mdia", "minf", "stbl", "edts" -> boxes(at, box.limit(), this::visit);
                case "mdhd" -> scale = box.getInt(at + (version == 0 ? 12 : 20));
                case "hdlr" ->
                    handler = handler.isEmpty() ? new String(file, at + 8, 4, StandardCharsets.ISO_8859_1) : handler;
                case "stsd" -> tag = new String(file, at + 12, 4, StandardCharsets.ISO_8859_1);
                case "elst" -> edits(box, at, version);
                case "stts" -> durations = spread(box, at);
                case "ctts" -> leads = spread(box, at);
                case "stsz" -> sizes(box, at);
                case "stsc" ->
                    entries(box, at, 12, entry -> runs.add(new int[] {box.getInt(entry), box.getInt(entry + 4)}));
                case "stco" -> chunks(box, at, 4);
                case "co64" -> chunks(box, at, 8);
                default -> {}
            }
        }

        private void entries(ByteBuffer box, int at, int width, java.util.function.IntConsumer each) {
            for (int n = box.getInt(at + 4), entry = at + 8; n > 0; n--, entry += width) {
                each.accept(entry);
            }
        }

        /** edts stands before mdhd, so the media's time scale is not known yet: kept in its own unit until then. */
        private long emptyEdit;

        private long mediaStart;

        private void edits(ByteBuffer box, int at, int version) {
            int width = version == 0 ? 4 : 8;
            entries(box, at, 2 * width + 4, entry -> {
                long start = width == 4 ? box.getInt(entry + 4) : box.getLong(entry + 8);
                if (start < 0) {
                    emptyEdit += width == 4 ? box.getInt(entry) & 0xffffffffL : box.getLong(entry);
                } else {
                    mediaStart = start;
                }
            });
        }

        private long[] spread(ByteBuffer box, int at) {
            List<long[]> pairs = new ArrayList<>();
            entries(
                    box,
                    at,
                    8,
                    entry -> pairs.add(new long[] {box.getInt(entry) & 0xffffffffL, box.getInt(entry + 4)}));
            long[] values =
                    new long[(int) pairs.stream().mapToLong(pair -> pair[0]).sum()];
            int to = 0;
            for (long[] pair : pairs) {
                Arrays.fill(values, to, to + (int) pair[0], pair[1]);
                to += (int) pair[0];
            }
            return values;
        }

        private void sizes(ByteBuffer box, int at) {
            int all = box.getInt(at + 4);
            sizes = new int[box.getInt(at + 8)];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = all != 0 ? all : box.getInt(at + 12 + 4 * i);
            }
        }

        private void chunks(ByteBuffer box, int at, int width) {
            chunks = new long[box.getInt(at + 4)];
            for (int i = 0; i < chunks.length; i++) {
                chunks[i] = width == 8 ? box.getLong(at + 8 + 8 * i) : box.getInt(at + 8 + 4 * i) & 0xffffffffL;
            }
        }

        List<RecordedTrack.Packet> packets() {
            shift = Math.round(emptyEdit * 90_000.0 / movieScale) - Math.round(mediaStart * 90_000.0 / scale);
            List<RecordedTrack.Packet> packets = new ArrayList<>();
            long dts = 0;
            int run = 0;
            for (int chunk = 0; chunk < chunks.length; chunk++) {
                while (run + 1 < runs.size() && runs.get(run + 1)[0] <= chunk + 1) {
                    run++;
                }
                int at = (int) chunks[chunk];
                for (int i = 0; i < runs.get(run)[1]; i++) {
                    int sample = packets.size();
                    long lead = leads.length > sample ? leads[sample] : 0;
                    packets.add(new RecordedTrack.Packet(
                            shift + ticks(dts + lead),
                            ticks(durations[sample]),
                            Arrays.copyOfRange(file, at, at + sizes[sample])));
                    at += sizes[sample];
                    dts += durations[sample];
                }
            }
            return packets;
        }

        private long ticks(long time) {
            return Math.round(time * 90_000.0 / scale);
        }
    }
}
