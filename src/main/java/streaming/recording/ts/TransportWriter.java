package streaming.recording.ts;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import streaming.recording.timeline.Ticks;

/**
 * Writes a transport stream with one program: its tables, and each unit as one PES packet, with continuity counters and
 * a program clock of its own (ISO/IEC 13818-1, 2.4).
 */
public final class TransportWriter {
    private static final int SIZE = TransportPackets.SIZE;
    private static final int PAYLOAD = SIZE - 4;
    private static final int MAP_PID = 0x1000;
    private static final int FIRST_PID = 0x100;
    /** How long before its decoding a unit has been sent, in ticks. */
    private static final long DELAY = Ticks.PER_SECOND / 2;

    private static final int LONGEST = 0xffff;

    private final List<OutputTrack> tracks;
    private final OutputTrack clockTrack;
    private final int[] counters;
    private final byte[] head = new byte[19];
    private byte[] map;
    private int tableCounter;
    private byte[] out = new byte[SIZE * 512];
    private int written;

    public TransportWriter(List<OutputTrack> tracks) {
        this.tracks = tracks;
        this.counters = new int[tracks.size()];
        clockTrack = tracks.stream()
                .filter(track -> track.kind == TrackContent.Kind.VIDEO && !track.late)
                .findFirst()
                .orElse(tracks.isEmpty() ? null : tracks.get(0));
    }

    public byte[] bytes() {
        return out;
    }

    /** How many of {@link #bytes()} are to be given out. */
    public int written() {
        return written;
    }

    public void clear() {
        written = 0;
    }

    public void tables() {
        byte[] association = {
            0, (byte) 0xb0, 0, 0, 1, (byte) 0xc1, 0, 0, 0, 1, (byte) (0xe0 | MAP_PID >> 8), (byte) MAP_PID
        };
        table(0, association, association.length);
        if (map == null) {
            map = map();
        }
        table(MAP_PID, map, map.length);
        tableCounter = tableCounter + 1 & 15;
    }

    private byte[] map() {
        byte[] map = new byte[1024];
        map[0] = 2;
        map[1] = (byte) 0xb0;
        map[4] = 1;
        map[5] = (byte) 0xc1;
        int clockPid = clockTrack == null ? 0x1fff : FIRST_PID + clockTrack.index;
        map[8] = (byte) (0xe0 | clockPid >> 8);
        map[9] = (byte) clockPid;
        map[10] = (byte) 0xf0;
        int at = 12;
        String registration = registration();
        if (!registration.isEmpty()) {
            map[11] = 6;
            map[at] = 5;
            map[at + 1] = 4;
            System.arraycopy(registration.getBytes(StandardCharsets.ISO_8859_1), 0, map, at + 2, 4);
            at += 6;
        }
        for (OutputTrack track : tracks) {
            // of a track that comes late nothing has been read yet
            byte[] known = track.descriptors != null
                    ? track.descriptors
                    : Codec.of(track.codec).descriptors();
            boolean fits = at + 5 + known.length < PAYLOAD - 5 - 5 * tracks.size();
            byte[] descriptors = fits ? known : new byte[0];
            int pid = FIRST_PID + track.index;
            map[at] = (byte) track.streamType;
            map[at + 1] = (byte) (0xe0 | pid >> 8);
            map[at + 2] = (byte) pid;
            map[at + 3] = (byte) (0xf0 | descriptors.length >> 8);
            map[at + 4] = (byte) descriptors.length;
            System.arraycopy(descriptors, 0, map, at + 5, descriptors.length);
            at += 5 + descriptors.length;
        }
        return Arrays.copyOf(map, at);
    }

    /**
     * What the whole program must be registered as for one of its stream types; empty when there is none. ffmpeg finds
     * TrueHD by its bytes, and does not read its settings in such a program.
     */
    private String registration() {
        return tracks.stream()
                .map(track -> Codec.of(track.codec))
                .filter(codec -> codec == Codec.PCM_BLURAY)
                .map(Codec::programRegistration)
                .findFirst()
                .orElse("");
    }

    private void table(int pid, byte[] section, int length) {
        room(SIZE);
        int at = written;
        out[at] = 0x47;
        out[at + 1] = (byte) (0x40 | pid >> 8);
        out[at + 2] = (byte) pid;
        out[at + 3] = (byte) (0x10 | tableCounter);
        out[at + 4] = 0;
        System.arraycopy(section, 0, out, at + 5, length);
        Sections.seal(out, at + 5, at + 5 + length, at + SIZE);
        written += SIZE;
    }

    public void unit(Unit unit) {
        int headLength = head(unit);
        int left = headLength + unit.length;
        room((left / PAYLOAD + 2) * SIZE);
        int pid = FIRST_PID + unit.track.index;
        boolean clock = unit.track == clockTrack && unit.isTimed();
        int adaptation = fill(left, clock ? 8 : unit.randomAccess ? 2 : 0);
        int to = packet(pid, 0x40, unit, adaptation);
        if (adaptation > 0) {
            adaptation(to - adaptation, adaptation, unit.randomAccess, clock, unit.outDts - DELAY);
        }
        int done = PAYLOAD - adaptation - headLength;
        System.arraycopy(head, 0, out, to, headLength);
        System.arraycopy(unit.bytes, unit.at, out, to + headLength, done);
        while (unit.length - done >= PAYLOAD) {
            System.arraycopy(unit.bytes, unit.at + done, out, packet(pid, 0, unit, 0), PAYLOAD);
            done += PAYLOAD;
        }
        if (done < unit.length) {
            adaptation = PAYLOAD - (unit.length - done);
            to = packet(pid, 0, unit, adaptation);
            adaptation(to - adaptation, adaptation, false, false, 0);
            System.arraycopy(unit.bytes, unit.at + done, out, to, unit.length - done);
        }
    }

    /** Begins a packet. @return where its payload belongs */
    private int packet(int pid, int start, Unit unit, int adaptation) {
        int at = written;
        written += SIZE;
        out[at] = 0x47;
        out[at + 1] = (byte) (start | pid >> 8);
        out[at + 2] = (byte) pid;
        int counter = counters[unit.track.index]++ & 15;
        out[at + 3] = (byte) ((adaptation > 0 ? 0x30 : 0x10) | counter);
        return at + 4 + adaptation;
    }

    /** How long the adaptation field must be so that the payload fills the packet. */
    private static int fill(int left, int wanted) {
        return Math.max(wanted, PAYLOAD - left);
    }

    private void adaptation(int at, int length, boolean randomAccess, boolean clock, long time) {
        out[at] = (byte) (length - 1);
        if (length == 1) {
            return;
        }
        out[at + 1] = (byte) ((randomAccess ? 0x40 : 0) | (clock ? 0x10 : 0));
        int from = at + 2;
        if (clock) {
            long base = Ticks.wrapped(time);
            out[from] = (byte) (base >> 25);
            out[from + 1] = (byte) (base >> 17);
            out[from + 2] = (byte) (base >> 9);
            out[from + 3] = (byte) (base >> 1);
            out[from + 4] = (byte) ((base & 1) << 7 | 0x7e);
            out[from + 5] = 0;
            from += 6;
        }
        Arrays.fill(out, from, at + length, (byte) 0xff);
    }

    private int head(Unit unit) {
        boolean two = unit.isTimed() && unit.outDts != unit.outPts;
        int times = !unit.isTimed() ? 0 : two ? 10 : 5;
        int rest = 3 + times + unit.length;
        boolean bounded = unit.track.kind != TrackContent.Kind.VIDEO && rest <= LONGEST;
        head[2] = 1;
        head[3] = (byte) unit.streamId;
        head[4] = (byte) (bounded ? rest >> 8 : 0);
        head[5] = (byte) (bounded ? rest : 0);
        head[6] = (byte) 0x84;
        head[7] = (byte) (times == 0 ? 0 : two ? 0xc0 : 0x80);
        head[8] = (byte) times;
        if (times > 0) {
            time(9, two ? 3 : 2, unit.outPts);
        }
        if (two) {
            time(14, 1, unit.outDts);
        }
        return 9 + times;
    }

    private void time(int at, int prefix, long ticks) {
        long time = Ticks.wrapped(ticks);
        head[at] = (byte) (prefix << 4 | time >> 29 & 0x0e | 1);
        head[at + 1] = (byte) (time >> 22);
        head[at + 2] = (byte) (time >> 14 | 1);
        head[at + 3] = (byte) (time >> 7);
        head[at + 4] = (byte) (time << 1 | 1);
    }

    private void room(int wanted) {
        if (written + wanted > out.length) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, written + wanted));
        }
    }
}
