package streaming.recording.ts;

import java.util.Arrays;
import java.util.List;
import streaming.recording.ts.TrackContent.Kind;

/** Collects the PES packets of one pid, and notes what was lost on the way. */
final class PesLine {

    /** What the demultiplexer does for its lines. */
    interface Owner {
        /** The bytes show what the stream is. @param shown equal to {@code announced} when the map was right */
        void shown(PesLine line, ElementaryStream announced, ElementaryStream shown);

        /** Whether the map of the program names no stream of this kind, so that one that it does not name is of it. */
        boolean lacks(Kind kind);
    }

    private final Demultiplexer.Receiver receiver;
    private final Owner owner;
    private final Damage damage;
    private final PesPacket pes = new PesPacket();
    private boolean mapped;
    private final boolean strict;
    private ElementaryStream stream;
    private CodecTrial trial;
    private int continuity = -1;
    private boolean started;
    /** The segment begins inside a PES packet that is not the one before it. */
    private boolean headLost;
    /** Borders of segments over which the counter went on; -1 when it once did not. */
    private int borders;

    private boolean mayJump;
    private boolean fresh;
    private boolean miscounts;
    private int seen;
    private int wrong;
    private long packets;
    private long bytes;
    /** What the stream ids of its PES packets say that it is (ISO/IEC 13818-1, table 2-22). */
    private Kind labelled = Kind.OTHER;

    /**
     * @param mapped whether a map announces the stream
     * @param strict whether only what is certain counts: there is a map, and the stream may be none to record
     */
    PesLine(
            ElementaryStream stream,
            boolean mapped,
            boolean strict,
            Demultiplexer.Receiver receiver,
            Owner owner,
            Damage damage) {
        this.stream = stream;
        this.mapped = mapped;
        this.strict = strict;
        this.receiver = receiver;
        this.owner = owner;
        this.damage = damage;
        trial = CodecTrial.isNeeded(stream) ? new CodecTrial(stream, strict) : null;
    }

    ElementaryStream stream() {
        return stream;
    }

    /** Whether a map announces the stream, or only its bytes were seen. */
    boolean isMapped() {
        return mapped;
    }

    /** A map announces the stream that was met before it: what is held goes on under its name. */
    void announced(ElementaryStream told) {
        CodecTrial before = trial;
        stream = told;
        mapped = true;
        trial = CodecTrial.isNeeded(told) ? new CodecTrial(told, true) : null;
        if (before != null) {
            before.held.forEach(each -> take(each, true));
        }
    }

    /** What it is; of a codec that is not known, what its PES packets say that it is. */
    Kind kind() {
        return stream.known() == Codec.DATA ? labelled : stream.known().kind();
    }

    /** PES packets, or sections, of this segment. */
    long packets() {
        return packets;
    }

    /** Payload of this segment. */
    long bytes() {
        return bytes;
    }

    /** @param wrongOnMost its continuity counters mean nothing */
    void miscounts(boolean wrongOnMost) {
        miscounts = wrongOnMost;
    }

    /** What the heads of its PES packets tell that means nothing. */
    void mistakes(boolean marks, boolean lengths) {
        pes.unmarked = marks;
        pes.unmeasured = lengths;
    }

    void mayJump() {
        mayJump = true;
    }

    private boolean isRecorded() {
        return stream.kind() != Kind.OTHER;
    }

    void payload(int counter, boolean unitStart, byte[] b, int from, int to, boolean stuffed, boolean randomAccess) {
        bytes += to - from;
        if (stream.known().isSections() && !startsPes(unitStart, b, from, to)) {
            packets += unitStart ? 1 : 0;
            return;
        }
        if (fresh) {
            startSegment(counter, unitStart);
        }
        if (miscounts || mayJump && unitStart) {
            continuity = -1;
        }
        mayJump = false;
        if (continuity >= 0 && counter != (continuity + 1 & 15)) {
            if (counter == continuity && pes.endsWith(b, from, to - from, unitStart)) {
                return;
            }
            jump(unitStart);
        }
        boolean follows = continuity >= 0 && counter == (continuity + 1 & 15);
        seen++;
        continuity = counter;
        if (unitStart) {
            pes.followed = follows;
            finish();
            pes.open();
            pes.randomAccess = randomAccess;
        }
        if (!pes.isOpen()) {
            if (!started) {
                started = true;
                startsInside();
            } else if (headLost && isRecorded()) {
                damage.brokenPes(stream.pid());
                receiver.lost(stream);
            }
            headLost = false;
            return;
        }
        headLost = false;
        started = true;
        pes.append(b, from, to - from, stuffed);
        if (pes.isFull()) {
            finish();
        }
    }

    /** A map may call sections what are PES packets: 0x86 is SCTE-35 for the one and DTS for the other. */
    private boolean startsPes(boolean unitStart, byte[] b, int from, int to) {
        boolean pesHead =
                unitStart && packets == 0 && to - from > 9 && b[from] == 0 && b[from + 1] == 0 && b[from + 2] == 1;
        if (pesHead) {
            stream = ElementaryStream.of(stream.pid(), Codec.DATA, stream.type(), false);
            trial = new CodecTrial(stream, mapped);
        }
        return pesHead;
    }

    private void jump(boolean unitStart) {
        wrong++;
        if (Survey.miscounts(seen, wrong)) {
            miscounts = true;
            damage.forgetContinuity(stream.pid());
            return;
        }
        if (isRecorded()) {
            damage.continuityError(stream.pid());
        }
        pes.lossFollows();
        if (!unitStart) {
            finish();
        }
    }

    private void startsInside() {
        if (isRecorded()) {
            damage.startsInside(stream.pid());
        }
    }

    /** The first packet of another segment: a PES packet may go on over the border, and counters may start anew. */
    private void startSegment(int counter, boolean unitStart) {
        fresh = false;
        packets = 0;
        bytes = 0;
        boolean goesOn = !unitStart && (miscounts || counter == (continuity + 1 & 15));
        headLost = !unitStart && !goesOn;
        countBorder(counter == (continuity + 1 & 15));
        if (!goesOn) {
            pes.late = true;
            finish();
            continuity = -1;
        }
        if (trial == null && CodecTrial.isNeeded(stream)) {
            trial = new CodecTrial(stream, mapped || strict);
        }
    }

    /**
     * Counters that went on over every border and do not over this one: packets are lost, were it the first ones of the
     * segment.
     */
    private void countBorder(boolean fits) {
        if (continuity >= 0 && !miscounts) {
            if (!fits && borders > 0 && isRecorded()) {
                damage.continuityError(stream.pid());
            }
            borders = fits && borders >= 0 ? borders + 1 : -1;
        }
    }

    /** The segment ends, and nothing is known of what follows. @param truncated its end is missing */
    void end(boolean truncated) {
        if (truncated) {
            pes.lossFollows();
        } else {
            pes.mayGoOn();
        }
        finish();
        endTrial();
    }

    /** The segment ends, and another will follow. @param truncated its end is missing */
    void suspend(boolean truncated) {
        if (fresh) {
            pes.late = true;
            finish();
            packets = 0;
            bytes = 0;
        } else if (truncated) {
            pes.lossFollows();
            finish();
        } else if (pes.isPadded()) {
            finish();
        }
        endTrial();
        fresh = true;
    }

    /** The next segment does not continue this one, or there is none. */
    void breakOff() {
        pes.late = true;
        finish();
        endTrial();
    }

    void finish() {
        if (!pes.isOpen()) {
            return;
        }
        pes.close();
        packets++;
        boolean read = pes.parse();
        labelled = read ? labelled(pes.data[3] & 0xff) : labelled;
        if ((!read || pes.cut) && isRecorded()) {
            damage.brokenPes(stream.pid());
        }
        take(pes, read);
    }

    private static Kind labelled(int streamId) {
        return streamId >= 0xc0 && streamId <= 0xdf
                ? Kind.AUDIO
                : streamId >= 0xe0 && streamId <= 0xef ? Kind.VIDEO : Kind.OTHER;
    }

    private void take(PesPacket packet, boolean read) {
        if (trial == null && read && seemsOther(packet)) {
            trial = new CodecTrial(stream, mapped || strict);
        }
        if (trial == null || !read) {
            give(packet, read);
            return;
        }
        ElementaryStream shown = trial.take(packet);
        if (shown != null) {
            boolean held = !trial.held.isEmpty();
            settle(shown);
            if (!held) {
                give(packet, true);
            }
        }
    }

    /** Sound may change its codec at any packet, and the map says so later or never. */
    private boolean seemsOther(PesPacket packet) {
        return stream.kind() == Kind.AUDIO
                && stream.known().framing() != null
                && !packet.cut
                && !CodecProbe.fits(stream.known(), packet.data, packet.from, packet.to)
                && CodecProbe.likely(List.of(Arrays.copyOfRange(packet.data, packet.from, packet.to))) != null;
    }

    private void give(PesPacket packet, boolean read) {
        if (isRecorded() && read) {
            receiver.pes(stream, packet);
        } else if (isRecorded()) {
            receiver.lost(stream);
        }
    }

    /** No more packets come to tell what the stream is: what is known counts. */
    void endTrial() {
        if (trial != null && !trial.held.isEmpty()) {
            settle(trial.end());
        }
    }

    private void settle(ElementaryStream found) {
        CodecTrial over = trial;
        trial = null;
        boolean stray = strict && !mapped && !owner.lacks(found.kind());
        ElementaryStream shown = stray ? stream : found;
        if (!shown.equals(stream) || !mapped) {
            ElementaryStream announced = stream;
            stream = shown;
            owner.shown(this, announced, shown);
        }
        if (isRecorded()) {
            over.held.forEach(each -> receiver.pes(stream, each));
        }
    }
}
