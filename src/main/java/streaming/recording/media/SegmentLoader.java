package streaming.recording.media;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import streaming.recording.media.TrackContent.Kind;

/** Reads one segment after the other into units of the planned tracks, a bounded part at a time. */
final class SegmentLoader implements Demultiplexer.Receiver, Closeable {
    /** A segment with more bytes than this is taken in parts. */
    private static final int PART = 64 << 20;

    private final TrackPlan plan;
    private final JoinLog log;
    private final Demultiplexer demultiplexer = new Demultiplexer(this, new Damage());
    private final SegmentUnits units = new SegmentUnits();
    private final Map<ElementaryStream, UnitSource> sources = new HashMap<>();
    private final byte[] buffer = new byte[TransportPackets.SIZE * 512];
    private List<ElementaryStream> program = List.of();
    private Map<ElementaryStream, OutputTrack> assigned = Map.of();
    private InputStream in;
    private TransportPackets packets;
    private byte[] head;
    private int segment = -1;

    SegmentLoader(TrackPlan plan, JoinLog log) {
        this.plan = plan;
        this.log = log;
    }

    /** @param joined false when this segment does not go on where the one before ended */
    void open(Path file, int index, boolean joined) throws IOException {
        in = Files.newInputStream(file);
        packets = new TransportPackets(in, buffer);
        head = packets.head();
        units.clear();
        if (!joined) {
            breakOff();
        }
        segment = index;
        sources.values().forEach(source -> source.start(index));
    }

    boolean isOpen() {
        return in != null;
    }

    /** Reads on to the end of the segment, or until enough was read. @return the units in the order of their arrival */
    List<Unit> load() throws IOException {
        while (units.size() < PART) {
            if (!packets.next()) {
                demultiplexer.suspend(packets.endsInsidePacket());
                sources.values().forEach(UnitSource::pause);
                if (!packets.any()) {
                    log.unreadable(segment, NotTransportStream.reason(head));
                }
                close();
                break;
            }
            demultiplexer.packet(packets.buffer(), packets.offset());
        }
        units.settle();
        return units.all();
    }

    /** What has been given was used. */
    void clear() {
        units.clear();
    }

    /** There are no more segments. @return what was still waiting for one */
    List<Unit> finish() {
        units.clear();
        breakOff();
        units.settle();
        return units.all();
    }

    private void breakOff() {
        demultiplexer.breakOff();
        sources.values().forEach(UnitSource::gap);
    }

    @Override
    public void pes(ElementaryStream stream, PesPacket pes) {
        UnitSource source = source(stream);
        if (source != null) {
            source.pes(pes);
        }
    }

    @Override
    public void lost(ElementaryStream stream) {
        UnitSource source = source(stream);
        if (source != null) {
            source.lost();
        }
    }

    private UnitSource source(ElementaryStream stream) {
        if (stream.kind() == Kind.OTHER) {
            return null;
        }
        UnitSource source = sources.get(stream);
        if (source == null) {
            OutputTrack track = track(stream);
            if (track == null) {
                log.dropped(segment, null, 1, "a track that was not planned");
                return null;
            }
            source = UnitSource.of(stream, track, units, log);
            source.start(segment);
            sources.put(stream, source);
        }
        return source;
    }

    private OutputTrack track(ElementaryStream stream) {
        List<ElementaryStream> now = demultiplexer.tables().streams();
        if (!now.contains(stream)) {
            return plan.assign(List.of(stream)).get(stream);
        }
        if (!now.equals(program)) {
            program = now;
            assigned = plan.assign(now);
            assigned.forEach(this::describe);
        }
        return assigned.get(stream);
    }

    private void describe(ElementaryStream stream, OutputTrack track) {
        ProgramTables.Announcement announcement = demultiplexer.tables().announcement(stream.pid());
        if (track.descriptors == null && announcement != null) {
            track.streamType = announcement.type();
            track.descriptors = announcement.descriptors();
        }
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
            in = null;
        }
    }
}
