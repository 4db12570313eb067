package streaming.recording.ts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.timeline.Placed;
import streaming.recording.timeline.SegmentTimes;
import streaming.recording.timeline.Stamp;
import streaming.recording.timeline.Ticks;
import streaming.recording.timeline.Timeline;

/**
 * Reads one segment in one pass and tells what it holds (ISO/IEC 13818-1; RFC 8216, 3.2). Any bytes are accepted: what
 * cannot be understood is damage, and only a file without a transport stream is refused.
 */
public final class SegmentReader implements Demultiplexer.Receiver, UnitSource.Receiver {
    /** No broadcast has more; each takes buffers of its own. */
    public static final int MOST_STREAMS = 64;
    /** Where there are more, one is believed that brings at least one unit of so many. */
    private static final int PART = 16;

    private final Damage damage = new Damage();
    private final Map<ElementaryStream, TrackReading> readings = new LinkedHashMap<>();
    private final List<TrackReading> byTrack = new ArrayList<>();
    private final List<Stamp> stamps = new ArrayList<>();
    private boolean tooMany;

    private SegmentReader() {}

    /**
     * @throws IOException when the file cannot be read
     * @throws NotTransportStream when it holds no transport stream
     */
    public static SegmentContent read(Path file) throws IOException, NotTransportStream {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /**
     * Reads to the end and does not close.
     *
     * @throws IOException when the stream cannot be read
     * @throws NotTransportStream when it holds no transport stream
     */
    public static SegmentContent read(InputStream in) throws IOException, NotTransportStream {
        return new SegmentReader().readAll(in);
    }

    private SegmentContent readAll(InputStream in) throws IOException, NotTransportStream {
        TransportPackets packets = new TransportPackets(in);
        Demultiplexer demultiplexer = new Demultiplexer(this, damage);
        byte[] head = packets.head();
        while (packets.next()) {
            demultiplexer.packet(packets.buffer(), packets.offset());
        }
        demultiplexer.end(packets.endsInsidePacket());
        readings.values().forEach(reading -> reading.source.pause());
        if (!packets.any()) {
            throw new NotTransportStream(NotTransportStream.reason(head));
        }
        List<TrackContent> contents = contents(demultiplexer.tables().streams());
        if (contents.isEmpty() && damage.scrambledPackets > 0) {
            throw new NotTransportStream("encrypted transport stream");
        }
        if (contents.isEmpty() && damage.encryptedStreams) {
            throw new NotTransportStream("encrypted transport stream (SAMPLE-AES)");
        }
        if (contents.isEmpty() && !demultiplexer.tables().known()) {
            throw new NotTransportStream(
                    packets.garbage() > 0 ? NotTransportStream.reason(head) : "transport stream without a program");
        }
        List<Unrecorded> missed =
                demultiplexer.unrecorded().stream().filter(Unrecorded::isMissed).toList();
        if (contents.isEmpty() && !missed.isEmpty()) {
            throw new NotTransportStream("no media that can be recorded: "
                    + missed.stream()
                            .map(one -> one.kind().name().toLowerCase(Locale.ROOT) + " of the codec " + one.codec()
                                    + " on pid " + one.pid())
                            .collect(Collectors.joining(", ")));
        }
        if (packets.garbage() > packets.between()) {
            damage.other(Damage.counted(packets.garbage(), "byte") + " of garbage");
        }
        if (demultiplexer.tables().checksumErrors() > 0) {
            damage.other(Damage.counted(demultiplexer.tables().checksumErrors(), "program table")
                    + " with a wrong checksum");
        }
        if (demultiplexer.tables().checksumsMeanNothing()) {
            damage.remark("a program table has a wrong checksum each time it comes");
        }
        if (demultiplexer.tables().isRestless()) {
            damage.other("program tables that change more than " + ProgramTables.MOST_CHANGES + " times");
        }
        if (tooMany) {
            damage.other("more than " + MOST_STREAMS + " streams");
        }
        if (packets.endsInsidePacket()) {
            damage.other(Damage.CUT_OFF);
        }
        return new SegmentContent(contents, startsWithKeyFrame(), damage.reasons());
    }

    @Override
    public void pes(ElementaryStream stream, PesPacket pes) {
        TrackReading reading = reading(stream);
        if (reading != null) {
            reading.source.pes(pes);
        }
    }

    @Override
    public void lost(ElementaryStream stream) {
        TrackReading reading = reading(stream);
        if (reading != null) {
            reading.source.lost();
        }
    }

    @Override
    public void unit(Unit unit, byte[] b, int from, int to) {
        byTrack.get(unit.track.index).add(unit);
        if (unit.count > 0) {
            stamps.add(unit.stamp());
        }
    }

    @Override
    public void dropped(int segment, OutputTrack track, long units, String reason) {
        if (reason.equals(UnitSource.BROKEN_FRAME)) {
            damage.brokenFrames(byTrack.get(track.index).stream.pid(), (int) units);
        } else if (reason.equals(UnitSource.UNTIMED)) {
            byTrack.get(track.index).units += units;
        }
    }

    /** @return null when there are too many */
    private TrackReading reading(ElementaryStream stream) {
        if (readings.size() == MOST_STREAMS && !readings.containsKey(stream)) {
            tooMany = true;
            return null;
        }
        return readings.computeIfAbsent(stream, added -> {
            TrackReading reading = new TrackReading(added, byTrack.size(), this);
            byTrack.add(reading);
            return reading;
        });
    }

    private List<TrackContent> contents(List<ElementaryStream> program) {
        Timeline timeline = new Timeline(GapPolicy.KEEP);
        Placed placed = timeline.place(new SegmentTimes(0, false, Ticks.NONE, false, stamps), number -> null);
        for (int at = 0; at < stamps.size(); at++) {
            byTrack.get(stamps.get(at).track()).place(stamps.get(at), placed.dts()[at], placed.pts()[at]);
        }
        Set<TrackReading> order = new LinkedHashSet<>();
        program.stream().filter(readings::containsKey).map(readings::get).forEach(order::add);
        order.addAll(byTrack);
        long all = byTrack.stream().mapToLong(reading -> reading.units).sum();
        return order.stream()
                .filter(reading -> reading.units > 0 && (!tooMany || PART * reading.units >= all))
                .map(reading -> reading.content(timeline))
                .toList();
    }

    private boolean startsWithKeyFrame() {
        return byTrack.stream()
                .filter(reading -> reading.stream.kind() == TrackContent.Kind.VIDEO && reading.units > 0)
                .findFirst()
                .map(reading -> reading.startsWithKey)
                .orElse(true);
    }
}
