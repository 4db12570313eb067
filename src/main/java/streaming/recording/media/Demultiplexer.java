package streaming.recording.media;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the PES packets of the first program out of transport packets, and notes what was lost or broken on the way
 * (ISO/IEC 13818-1, 2.4.3).
 */
final class Demultiplexer {

    /** Takes each PES packet when it ends; the packet is only lent for the call. */
    interface Receiver {
        void pes(ElementaryStream stream, PesPacket pes);

        /** The head of a PES packet is damaged: nothing of it can be used. */
        void lost(ElementaryStream stream);
    }

    private static final int PIDS = 8192;
    private static final int NULL_PACKET = 0x1fff;

    private final Receiver receiver;
    private final Damage damage;
    private final ProgramTables tables = new ProgramTables();
    private final Line[] lines = new Line[PIDS];
    private final List<Line> order = new ArrayList<>();

    Demultiplexer(Receiver receiver, Damage damage) {
        this.receiver = receiver;
        this.damage = damage;
    }

    ProgramTables tables() {
        return tables;
    }

    /** Takes one transport packet. */
    void packet(byte[] b, int offset) {
        int pid = (b[offset + 1] & 0x1f) << 8 | b[offset + 2] & 0xff;
        if (pid == NULL_PACKET) {
            return;
        }
        if (b[offset + 1] < 0) {
            damage.badPackets++;
            return;
        }
        int flags = b[offset + 3];
        int from = offset + 4;
        int to = offset + TransportPackets.SIZE;
        boolean stuffed = false;
        boolean mayJump = false;
        if ((flags & 0x20) != 0) {
            int length = b[from] & 0xff;
            stuffed = length > 0;
            mayJump = length > 0 && (b[from + 1] & 0x80) != 0;
            from += 1 + length;
        }
        boolean unitStart = (b[offset + 1] & 0x40) != 0;
        Line line = lines[pid];
        if (line == null) {
            if ((flags & 0x10) == 0 || from >= to) {
                return;
            }
            if (tables.owns(pid)) {
                if (tables.packet(pid, unitStart, b, from, to)) {
                    streamsChanged();
                }
                return;
            }
            line = unitStart && !tables.known() ? guessed(pid, b, from, to) : null;
            if (line == null) {
                return;
            }
        }
        if (mayJump) {
            line.continuity = -1;
        }
        if ((flags & 0x10) == 0) {
            return;
        }
        if (from > to) {
            damage.badPackets++;
            return;
        }
        if ((flags & 0xc0) != 0) {
            damage.scrambledPackets++;
            return;
        }
        line.payload(flags & 0x0f, unitStart, b, from, to, stuffed);
    }

    /**
     * The segment ends: what was being collected is delivered. A PES packet of unbounded length counts as complete unless something
     * else shows that the end of the segment is missing.
     */
    void end(boolean truncated) {
        boolean missing = truncated;
        for (Line line : order) {
            missing |= line.pes.isShort();
        }
        if (missing) {
            order.forEach(line -> line.pes.lossFollows());
        }
        for (Line line : order) {
            line.finish();
        }
    }

    private Line guessed(int pid, byte[] b, int from, int to) {
        ElementaryStream stream = ElementaryStream.ofFirstBytes(pid, b, from, to);
        if (stream == null) {
            return null;
        }
        damage.mapMissing = true;
        return open(stream);
    }

    private void streamsChanged() {
        for (Line line : List.copyOf(order)) {
            if (!tables.streams().contains(line.stream)) {
                line.finish();
                lines[line.stream.pid()] = null;
                order.remove(line);
            }
        }
        for (ElementaryStream stream : tables.streams()) {
            if (lines[stream.pid()] == null && !tables.owns(stream.pid()) && stream.pid() != NULL_PACKET) {
                open(stream);
            }
            if (stream.codec().equals(ElementaryStream.ENCRYPTED)) {
                damage.encryptedStreams = true;
            }
        }
    }

    private Line open(ElementaryStream stream) {
        Line line = new Line(stream);
        lines[stream.pid()] = line;
        order.add(line);
        return line;
    }

    /** One pid. */
    private final class Line {
        final ElementaryStream stream;
        final PesPacket pes = new PesPacket();
        int continuity = -1;
        boolean started;

        Line(ElementaryStream stream) {
            this.stream = stream;
        }

        void payload(int counter, boolean unitStart, byte[] b, int from, int to, boolean stuffed) {
            if (continuity >= 0 && counter != (continuity + 1 & 15)) {
                if (counter == continuity && pes.endsWith(b, from, to - from, unitStart)) {
                    return;
                }
                damage.continuityError(stream.pid());
                pes.lossFollows();
                if (!unitStart) {
                    finish();
                }
            }
            continuity = counter;
            if (unitStart) {
                finish();
                pes.open();
            }
            if (!pes.isOpen()) {
                if (!started) {
                    started = true;
                    damage.startsInside(stream.pid());
                }
                return;
            }
            started = true;
            pes.append(b, from, to - from, stuffed);
            if (pes.isFull()) {
                finish();
            }
        }

        void finish() {
            if (!pes.isOpen()) {
                return;
            }
            pes.close();
            if (!pes.parse()) {
                damage.brokenPes(stream.pid());
                receiver.lost(stream);
                return;
            }
            if (pes.cut) {
                damage.brokenPes(stream.pid());
            }
            receiver.pes(stream, pes);
        }
    }
}
