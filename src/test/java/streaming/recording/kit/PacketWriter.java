package streaming.recording.kit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes segments as packets of a transport stream (ISO/IEC 13818-1, 2.4.3.2), as the {@link Format} says. */
final class PacketWriter {
    private static final int SIZE = 188;
    private static final int ROOM = 184;
    /** How far the PCR is behind decoding. */
    private static final long AHEAD = 18_000;

    private final Format format;
    private final List<Track> all;
    private final Pes.Packer packer;
    private final Map<Integer, Integer> counters = new HashMap<>();
    private boolean tablesWritten;
    private List<Packet> carried = List.of();

    /** @param units access units with bytes in it */
    record Packet(byte[] bytes, int pid, List<AccessUnit> units) {}

    PacketWriter(Format format, List<Track> all) {
        this.format = format;
        this.all = all;
        this.packer = new Pes.Packer(format);
    }

    List<Packet> segment(Segment segment, boolean last) {
        List<Packet> packets = new ArrayList<>();
        List<Track> tracks = format.listsSilentTracks ? all : segment.tracks();
        int clockPid = tracks.get(0).pid();
        if (!format.tablesOnce || !tablesWritten) {
            tables(packets, tracks, clockPid);
            tablesWritten = true;
        }
        packets.addAll(carried);
        carried = List.of();
        for (AccessUnit unit : segment.units) {
            packer.of(unit).forEach(pes -> pes(packets, pes, pes.track().pid() == clockPid));
        }
        if (format.cutStartsWithSegment || last) {
            packer.rest().forEach(pes -> pes(packets, pes, false));
        }
        if (format.soundCrossesSegments && !last) {
            carry(packets);
        }
        return format.packets.apply(packets);
    }

    /** The bytes as an object in the bucket. */
    byte[] bytes(List<Packet> packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int number = 0;
        for (Packet packet : packets) {
            if (format.packetSize == 192) {
                out.writeBytes(Track.bytes(0, number >> 16, number >> 8, number));
                number += 300;
            }
            out.writeBytes(packet.bytes());
            if (format.packetSize > 200) {
                out.writeBytes(new byte[format.packetSize - SIZE]);
            }
        }
        return out.toByteArray();
    }

    private void tables(List<Packet> packets, List<Track> tracks, int clockPid) {
        if (format.associationWritten) {
            section(packets, 0, Sections.association(format.programs));
        }
        if (format.dataProgramPid >= 0) {
            Track data = new Track(0x200, Track.Kind.DATA, "", 0x05, 0, Track.NO_DESCRIPTORS);
            section(
                    packets,
                    format.dataProgramPid,
                    Sections.programMap(1, 0x1fff, Track.NO_DESCRIPTORS, List.of(data)));
        }
        if (format.privateTableFirst) {
            section(packets, format.programMapPid, Sections.privateTable());
        }
        if (format.mapWritten) {
            List<Track> listed = tracks.stream().filter(format.listed).toList();
            section(
                    packets,
                    format.programMapPid,
                    Sections.programMap(format.program, clockPid, format.programDescriptors, listed));
        }
    }

    private void section(List<Packet> packets, int pid, byte[] section) {
        int at = 0;
        do {
            byte[] b = header(pid, at == 0, 0x10);
            Arrays.fill(b, 4, SIZE, (byte) 0xff);
            int from = at == 0 ? 5 : 4;
            b[4] = at == 0 ? 0 : b[4];
            int step = Math.min(section.length - at, SIZE - from);
            System.arraycopy(section, at, b, from, step);
            packets.add(new Packet(b, pid, List.of()));
            at += step;
        } while (at < section.length);
    }

    /** A short section in a packet of its own, without regard to the counters. */
    static Packet section(int pid, byte[] section) {
        byte[] b = new byte[SIZE];
        Arrays.fill(b, (byte) 0xff);
        b[0] = 0x47;
        b[1] = (byte) (0x40 | pid >> 8);
        b[2] = (byte) pid;
        b[3] = 0x10;
        b[4] = 0;
        System.arraycopy(section, 0, b, 5, section.length);
        return new Packet(b, pid, List.of());
    }

    private void pes(List<Packet> packets, Pes pes, boolean clock) {
        if (pes.track().streamId() == 0) {
            section(packets, pes.track().pid(), pes.data());
            return;
        }
        byte[] data = format.pes.apply(pes, pes.written(format));
        for (int at = 0; at < data.length; ) {
            boolean start = at == 0;
            long base = pes.dts() == AccessUnit.NONE ? pes.pts() : pes.dts();
            byte[] adaptation = !start
                    ? Track.NO_DESCRIPTORS
                    : clock && base != AccessUnit.NONE
                            ? clockField(base - AHEAD, pes.key())
                            : pes.key() ? Track.bytes(0x40) : Track.NO_DESCRIPTORS;
            at += packet(packets, pes, data, at, adaptation);
        }
    }

    private int packet(List<Packet> packets, Pes pes, byte[] data, int at, byte[] adaptation) {
        int left = data.length - at;
        int field = adaptation.length == 0 ? 0 : 1 + adaptation.length;
        int step = Math.min(left, ROOM - field);
        int stuffing = ROOM - field - step;
        byte[] b = header(pes.track().pid(), at == 0, field + stuffing > 0 ? 0x30 : 0x10);
        Arrays.fill(b, 4, SIZE, (byte) 0xff);
        int length = field + stuffing;
        if (length > 0) {
            b[4] = (byte) (length - 1);
            if (length > 1) {
                b[5] = 0;
                System.arraycopy(adaptation, 0, b, 5, adaptation.length);
            }
        }
        System.arraycopy(data, at, b, 4 + length, step);
        packets.add(new Packet(b, pes.track().pid(), pes.units()));
        return step;
    }

    private byte[] header(int pid, boolean start, int control) {
        int counter = format.countersStand ? 0 : counters.merge(pid, 1, Integer::sum) - 1;
        byte[] b = new byte[SIZE];
        b[0] = 0x47;
        b[1] = (byte) ((start ? 0x40 : 0) | pid >> 8);
        b[2] = (byte) pid;
        b[3] = (byte) (control | counter & 0x0f);
        return b;
    }

    private static byte[] clockField(long time, boolean key) {
        long base = time & 0x1ffffffffL;
        return Track.bytes(
                key ? 0x50 : 0x10,
                (int) (base >> 25),
                (int) (base >> 17),
                (int) (base >> 9),
                (int) (base >> 1),
                (int) (base << 7 & 0x80 | 0x7e),
                0);
    }

    /** Takes the last packets of the sound away, all but the first of its last PES packet, for the next segment. */
    private void carry(List<Packet> packets) {
        int from = packets.size();
        while (from > 0
                && !(packets.get(from - 1).units().stream().anyMatch(unit -> unit.is(Track.Kind.AUDIO))
                        && (packets.get(from - 1).bytes()[1] & 0x40) != 0)) {
            from--;
        }
        List<Packet> taken = new ArrayList<>();
        int pid = packets.get(from - 1).pid();
        for (int i = packets.size() - 1; i >= from; i--) {
            if (packets.get(i).pid() == pid) {
                taken.add(0, packets.remove(i));
            }
        }
        carried = taken;
    }
}
