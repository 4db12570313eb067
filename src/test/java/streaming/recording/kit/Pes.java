package streaming.recording.kit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A PES packet (ISO/IEC 13818-1, 2.4.3.6), or a section where the track has no stream id.
 *
 * @param units access units with at least one byte in it
 */
record Pes(Track track, byte[] data, long pts, long dts, boolean key, List<AccessUnit> units) {

    /** Makes PES packets of units: one of each, or as the {@link Format} says. */
    static final class Packer {
        private final Format format;
        private final Map<Integer, Open> open = new HashMap<>();

        private static final class Open {
            final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            final List<AccessUnit> units = new ArrayList<>();
            AccessUnit begins;
            int begun;
        }

        Packer(Format format) {
            this.format = format;
        }

        List<Pes> of(AccessUnit unit) {
            if ((format.pesPerSlice || format.pesPerNal) && unit.is(Track.Kind.VIDEO)) {
                return Nals.parts(unit.bytes, format.pesPerNal).stream()
                        .map(slice -> new Pes(unit.track, slice, unit.pts, unit.dts, unit.key, List.of(unit)))
                        .toList();
            }
            int cut = format.cutEvery.getOrDefault(unit.track.kind(), 0);
            Open pes = open.computeIfAbsent(unit.track.pid(), pid -> new Open());
            List<Pes> full = new ArrayList<>();
            begin(pes, unit);
            for (int at = 0; at < unit.bytes.length; ) {
                int step = cut == 0 ? unit.bytes.length : Math.min(unit.bytes.length - at, cut - pes.bytes.size());
                pes.bytes.write(unit.bytes, at, step);
                at += step;
                boolean complete = cut == 0
                        ? pes.begun == format.unitsPerPes.getOrDefault(unit.track.kind(), 1)
                        : pes.bytes.size() == cut;
                if (complete) {
                    full.add(closed(pes));
                    if (at < unit.bytes.length) {
                        pes.units.add(unit);
                    }
                }
            }
            return full;
        }

        /** What is begun and not full, at the end of a segment. */
        List<Pes> rest() {
            List<Pes> rest = new ArrayList<>();
            open.values().stream().filter(pes -> pes.bytes.size() > 0).forEach(pes -> rest.add(closed(pes)));
            return rest;
        }

        private static void begin(Open pes, AccessUnit unit) {
            pes.begins = pes.begins == null ? unit : pes.begins;
            pes.begun++;
            pes.units.add(unit);
        }

        private static Pes closed(Open pes) {
            AccessUnit first = pes.begins;
            Track track = pes.units.get(0).track;
            Pes closed = new Pes(
                    track,
                    pes.bytes.toByteArray(),
                    first == null ? AccessUnit.NONE : first.pts,
                    first == null ? AccessUnit.NONE : first.dts,
                    first != null && first.key,
                    List.copyOf(pes.units));
            pes.bytes.reset();
            pes.units.clear();
            pes.begins = null;
            pes.begun = 0;
            return closed;
        }
    }

    /** The bytes with their header. */
    byte[] written(Format format) {
        if (track.streamId() == 0) {
            byte[] section = new byte[data.length + 1];
            System.arraycopy(data, 0, section, 1, data.length);
            return section;
        }
        boolean decoding = pts != AccessUnit.NONE && dts != AccessUnit.NONE && dts != pts;
        int stamps = pts == AccessUnit.NONE ? 0 : decoding ? 10 : 5;
        byte[] b = new byte[9 + stamps + data.length];
        b[2] = 1;
        b[3] = (byte) track.streamId();
        int length = track.kind() == Track.Kind.VIDEO ? format.videoLength : b.length - 6;
        length = length > 0xffff ? 0 : length;
        b[4] = (byte) (length >> 8);
        b[5] = (byte) length;
        b[6] = (byte) 0x80;
        b[7] = (byte) (stamps == 0 ? 0 : decoding ? 0xc0 : 0x80);
        b[8] = (byte) stamps;
        if (stamps > 0) {
            stamp(b, 9, decoding ? 0x30 : 0x20, pts);
        }
        if (decoding) {
            stamp(b, 14, 0x10, dts);
        }
        System.arraycopy(data, 0, b, 9 + stamps, data.length);
        return b;
    }

    private static void stamp(byte[] b, int at, int prefix, long time) {
        b[at] = (byte) (prefix | time >> 29 & 0x0e | 1);
        b[at + 1] = (byte) (time >> 22);
        b[at + 2] = (byte) (time >> 14 | 1);
        b[at + 3] = (byte) (time >> 7);
        b[at + 4] = (byte) (time << 1 | 1);
    }
}
