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
        boolean randomAccess = false;
        boolean payload = (flags & 0x10) != 0;
        if ((flags & 0x20) != 0) {
            int length = b[from] & 0xff;
            if (length > (payload ? 182 : 183)) {
                damage.badPackets++;
                return;
            }
            stuffed = isPadded(b, from, length);
            mayJump = length > 0 && (b[from + 1] & 0x80) != 0;
            randomAccess = length > 0 && (b[from + 1] & 0x40) != 0;
            from += 1 + length;
        }
        boolean unitStart = (b[offset + 1] & 0x40) != 0;
        Line line = lines[pid];
        if (line == null) {
            if (!payload) {
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
        line.mayJump |= mayJump;
        if (!payload) {
            return;
        }
        if ((flags & 0xc0) != 0) {
            damage.scrambledPackets++;
            return;
        }
        line.payload(flags & 0x0f, unitStart, b, from, to, stuffed, randomAccess);
    }

    /** Whether an adaptation field is longer than what it carries (ISO/IEC 13818-1, 2.4.3.5). */
    private static boolean isPadded(byte[] b, int at, int length) {
        if (length == 0) {
            return true;
        }
        int flags = b[at + 1];
        int used = 1 + ((flags & 0x10) != 0 ? 6 : 0) + ((flags & 0x08) != 0 ? 6 : 0) + ((flags & 0x04) != 0 ? 1 : 0);
        boolean more = (flags & 0x03) != 0;
        return !more && length > used;
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

    /**
     * One segment ends and another will follow: a PES packet that may go on there is kept.
     *
     * @param truncated the end of this segment is missing
     */
    void suspend(boolean truncated) {
        order.forEach(line -> line.suspend(truncated));
    }

    /** The next segment does not continue this one, or there is none. */
    void breakOff() {
        for (Line line : order) {
            line.pes.late = true;
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
        boolean mayJump;
        private boolean fresh;

        Line(ElementaryStream stream) {
            this.stream = stream;
        }

        void payload(int counter, boolean unitStart, byte[] b, int from, int to, boolean stuffed, boolean randomAccess) {
            if (fresh) {
                startSegment(counter, unitStart);
            }
            if (mayJump && unitStart) {
                continuity = -1;
            }
            mayJump = false;
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
                pes.randomAccess = randomAccess;
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

        /** The first packet of another segment: a PES packet may go on over the border, and counters may start anew. */
        private void startSegment(int counter, boolean unitStart) {
            fresh = false;
            boolean goesOn = !unitStart && counter == (continuity + 1 & 15);
            if (!goesOn) {
                pes.late = true;
                finish();
                continuity = -1;
            }
        }

        void suspend(boolean truncated) {
            if (fresh) {
                pes.late = true;
                finish();
            } else if (truncated) {
                pes.lossFollows();
                finish();
            } else if (pes.isPadded()) {
                finish();
            }
            fresh = true;
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
