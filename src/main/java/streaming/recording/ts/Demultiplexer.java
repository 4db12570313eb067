package streaming.recording.ts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import streaming.recording.ts.TrackContent.Kind;

/**
 * Collects the PES packets of the program that is recorded out of transport packets, and notes what was lost or broken
 * on the way, and what is there and not recorded (ISO/IEC 13818-1, 2.4.3). The first packets of a segment wait until
 * they have been looked over.
 */
public final class Demultiplexer implements PesLine.Owner {

    /** Takes each PES packet when it ends; the packet is only lent for the call. */
    public interface Receiver {
        void pes(ElementaryStream stream, PesPacket pes);

        /** The head of a PES packet is damaged: nothing of it can be used. */
        void lost(ElementaryStream stream);
    }

    private static final int PIDS = 8192;
    private static final int NULL_PACKET = 0x1fff;

    private final Receiver receiver;
    private final Damage damage;
    private final ProgramTables tables = new ProgramTables();
    private final PesLine[] lines = new PesLine[PIDS];
    private final List<PesLine> order = new ArrayList<>();
    private final Map<Integer, Bystander> bystanders = new TreeMap<>();
    private final Survey survey = new Survey();
    private boolean surveying = true;
    private int preferred = -1;
    private int segment;

    public Demultiplexer(Receiver receiver, Damage damage) {
        this.receiver = receiver;
        this.damage = damage;
    }

    public ProgramTables tables() {
        return tables;
    }

    /** Takes one transport packet. */
    public void packet(byte[] b, int offset) {
        if (!surveying) {
            take(b, offset);
        } else if (survey.add(b, offset)) {
            endSurvey();
        }
    }

    private void endSurvey() {
        if (!surveying) {
            return;
        }
        surveying = false;
        segment++;
        survey.conclude();
        if (survey.flagsMeanNothing()) {
            damage.remark("most packets are marked as broken (transport_error_indicator), which means nothing");
        }
        Program found = survey.program();
        tables.begin(survey.isRestless());
        Program before = tables.chosen();
        boolean stays = before != null && survey.carries(before);
        preferred = stays ? before.number : found != null && survey.carries(found) ? found.number : preferred;
        for (PesLine line : order) {
            miscounts(line);
        }
        byte[] bytes = survey.bytes();
        for (int packet = 0; packet < survey.count(); packet++) {
            take(bytes, packet * TransportPackets.SIZE);
        }
        survey.clear();
    }

    private void take(byte[] b, int offset) {
        int pid = (b[offset + 1] & 0x1f) << 8 | b[offset + 2] & 0xff;
        if (pid == NULL_PACKET) {
            return;
        }
        if (!survey.isUsable(b, offset)) {
            damage.badPackets++;
            return;
        }
        if (tables.isRestless() && !tables.owns(pid) && !survey.isFrequent(pid)) {
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
        PesLine line = lines[pid];
        if (line == null) {
            if (!payload) {
                return;
            }
            if (tables.owns(pid)) {
                if (tables.packet(pid, unitStart, b, from, to)) {
                    tablesChanged();
                }
                return;
            }
            line = guessed(pid, unitStart, b, from, to);
            if (line == null) {
                standBy(pid, unitStart, b, from, to);
                return;
            }
        } else if (line.stream().kind() == Kind.OTHER && tables.mayForget(pid)) {
            standBy(pid, unitStart, b, from, to);
        }
        if (mayJump) {
            line.mayJump();
        }
        if (!payload) {
            return;
        }
        if ((flags & 0xc0) != 0) {
            damage.scrambledPackets += line.stream().kind() == Kind.OTHER ? 0 : 1;
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
     * The segment ends: what was being collected is delivered. A PES packet that is not complete may go on in the next
     * segment, unless the end of this one is missing.
     */
    public void end(boolean truncated) {
        endSurvey();
        List.copyOf(order).forEach(line -> line.end(truncated));
        damage.mapAbsent = !tables.known();
    }

    /**
     * One segment ends and another will follow: a PES packet that may go on there is kept.
     *
     * @param truncated the end of this segment is missing
     */
    public void suspend(boolean truncated) {
        endSurvey();
        List.copyOf(order).forEach(line -> line.suspend(truncated));
        surveying = true;
    }

    /** The next segment does not continue this one, or there is none. */
    public void breakOff() {
        if (survey.count() > 0) {
            endSurvey();
        }
        List.copyOf(order).forEach(PesLine::breakOff);
    }

    /** What the segment carries and is not recorded, by pid; at its end. */
    public List<Unrecorded> unrecorded() {
        return unrecorded(pid -> true);
    }

    /**
     * @param gave tells of a pid with video or sound whether it gave any unit: one that did not is not recorded either
     */
    public List<Unrecorded> unrecorded(IntPredicate gave) {
        List<Unrecorded> found = new ArrayList<>();
        for (PesLine line : order) {
            ElementaryStream stream = line.stream();
            if (line.packets() > 0
                    && !isForgottenData(line)
                    && (stream.kind() == Kind.OTHER || !gave.test(stream.pid()))) {
                int program = stream.type() < 0 || tables.chosen() == null ? 0 : tables.chosen().number;
                found.add(new Unrecorded(
                        stream.pid(),
                        program,
                        program > 0,
                        stream.type(),
                        program > 0 ? line.kind() : stream.known().kind(),
                        stream.codec(),
                        line.packets(),
                        line.bytes()));
            }
        }
        bystanders.forEach((pid, bystander) -> {
            Unrecorded told = null;
            for (Program program : tables.programs()) {
                for (ElementaryStream stream : program.streams()) {
                    told = told == null && stream.pid() == pid
                            ? bystander.tell(pid, segment, stream, program.number)
                            : told;
                }
            }
            told = told == null ? bystander.tell(pid, segment, null, 0) : told;
            if (told != null && (lines[pid] == null || isForgottenData(lines[pid]))) {
                found.add(told);
            }
        });
        found.sort(Comparator.comparingInt(Unrecorded::pid));
        return found;
    }

    /** In no map, and no codec that is certain: named by what it is like, as a {@link Bystander}. */
    private boolean isForgottenData(PesLine line) {
        return line.stream().kind() == Kind.OTHER
                && tables.mayForget(line.stream().pid());
    }

    private void standBy(int pid, boolean unitStart, byte[] b, int from, int to) {
        if (tables.known() && (unitStart || bystanders.containsKey(pid))) {
            bystanders.computeIfAbsent(pid, any -> new Bystander()).payload(segment, unitStart, b, from, to);
        }
    }

    /** A stream that is met before the map of its program, or that this map does not name. */
    private PesLine guessed(int pid, boolean unitStart, byte[] b, int from, int to) {
        boolean forgotten = tables.mayForget(pid);
        if (!unitStart || tables.known() && !forgotten || !Bystander.isPes(b, from, to)) {
            return null;
        }
        return open(ElementaryStream.of(pid, Codec.DATA, -1, false), false);
    }

    private void tablesChanged() {
        boolean there = tables.programs().stream().anyMatch(program -> program.number == preferred);
        tables.choose(there ? program -> program.number == preferred : survey::carries);
        for (PesLine line : List.copyOf(order)) {
            ElementaryStream announced = announced(line.stream().pid());
            boolean same =
                    announced != null && announced.codec().equals(line.stream().codec());
            if (!same && announced != null && !line.isMapped()) {
                line.announced(announced);
            } else if (!same
                    && (line.isMapped() || !tables.mayForget(line.stream().pid()) && tables.known())) {
                line.finish();
                line.endTrial();
                lines[line.stream().pid()] = null;
                order.remove(line);
            }
        }
        for (ElementaryStream stream : tables.streams()) {
            if (lines[stream.pid()] == null && !tables.owns(stream.pid()) && stream.pid() != NULL_PACKET) {
                open(stream, stream.type() >= 0);
            }
            damage.encryptedStreams |= stream.codec().equals(ElementaryStream.ENCRYPTED);
        }
    }

    private ElementaryStream announced(int pid) {
        return tables.streams().stream()
                .filter(each -> each.pid() == pid)
                .findFirst()
                .orElse(null);
    }

    private PesLine open(ElementaryStream stream, boolean mapped) {
        PesLine line = new PesLine(stream, mapped, mapped || tables.known(), receiver, this, damage);
        lines[stream.pid()] = line;
        order.add(line);
        miscounts(line);
        return line;
    }

    private void miscounts(PesLine line) {
        int pid = line.stream().pid();
        if (survey.judges(pid)) {
            line.miscounts(survey.miscounts(pid));
            line.mistakes(survey.isUnmarked(pid), survey.isUnmeasured(pid));
        }
    }

    @Override
    public boolean lacks(Kind kind) {
        return tables.streams().stream().noneMatch(stream -> stream.type() >= 0 && stream.kind() == kind);
    }

    @Override
    public void shown(PesLine line, ElementaryStream announced, ElementaryStream shown) {
        tables.correct(announced, shown);
        if (announced.type() < 0 && shown.kind() != Kind.OTHER) {
            damage.mapMissing |= !tables.known();
            if (tables.mayForget(shown.pid())) {
                damage.remark("pid " + shown.pid() + " is in no program map and holds " + shown.codec());
            }
        }
        if (announced.type() >= 0 && shown.probed()) {
            damage.remark(
                    "pid " + shown.pid() + " is announced as " + announced.codec() + " and holds " + shown.codec());
        }
    }
}
