package streaming.recording.join;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import streaming.recording.ts.Damage;
import streaming.recording.ts.Demultiplexer;
import streaming.recording.ts.ElementaryStream;
import streaming.recording.ts.NotTransportStream;
import streaming.recording.ts.OutputTrack;
import streaming.recording.ts.PesPacket;
import streaming.recording.ts.ProgramTables;
import streaming.recording.ts.SegmentReader;
import streaming.recording.ts.TrackContent.Kind;
import streaming.recording.ts.TransportPackets;
import streaming.recording.ts.Unit;
import streaming.recording.ts.UnitSource;
import streaming.recording.ts.UntimedSound;

/** Reads one segment after the other into units of the planned tracks, a bounded part at a time. */
final class SegmentLoader implements Demultiplexer.Receiver, UnitSource.Receiver, Closeable {
    /** A segment with more bytes than this is taken in parts. */
    private static final int PART = 64 << 20;
    /** Streams of a recording that had a pid or a type of their own; each takes buffers. */
    private static final int MOST_SOURCES = 8 * SegmentReader.MOST_STREAMS;

    private final Iterator<JoinSegment> segments;
    private final TrackPlan plan;
    private final JoinLog log;
    private final KeyStart keyStart = new KeyStart();
    private final UntimedSound untimedSound = new UntimedSound();
    private final Damage damage = new Damage();
    private final Demultiplexer demultiplexer = new Demultiplexer(this, damage);
    private final Map<ElementaryStream, UnitSource> sources = new LinkedHashMap<>();
    private final byte[] buffer = new byte[TransportPackets.SIZE * 512];
    private List<ElementaryStream> program = List.of();
    private Map<ElementaryStream, OutputTrack> assigned = Map.of();
    private InputStream in;
    private TransportPackets packets;
    private byte[] head;
    private JoinSegment open;
    private LoadedSegment loading;
    private int index = -1;
    private final Map<OutputTrack, UnitSource> latest = new HashMap<>();
    private final Set<Integer> gave = new HashSet<>();
    private int losses;
    private boolean finished;

    SegmentLoader(Iterator<JoinSegment> segments, TrackPlan plan, JoinLog log) {
        this.segments = segments;
        this.plan = plan;
        this.log = log;
    }

    /**
     * The next segment, or the next part of a large one; null when there are no more. Absent files are noted and passed
     * over.
     */
    LoadedSegment next() throws IOException {
        if (in == null && !openNext()) {
            return finished ? null : finish();
        }
        while (loading.units.size() < PART) {
            if (!packets.next()) {
                demultiplexer.suspend(packets.endsInsidePacket());
                // a single frame of sound comes only now: nothing behind it has shown where it ends
                sources.values().forEach(UnitSource::pause);
                demultiplexer.unrecorded(gave::contains).forEach(log::unrecorded);
                if (!packets.any()) {
                    log.unreadable(index, NotTransportStream.reason(head));
                }
                close();
                break;
            }
            demultiplexer.packet(packets.buffer(), packets.offset());
        }
        LoadedSegment loaded = loading;
        loading = new LoadedSegment(open, index);
        return settled(loaded);
    }

    private LoadedSegment settled(LoadedSegment loaded) {
        loaded.lossy |= damage.losses() > losses;
        losses = damage.losses();
        for (Unit unknown : untimedSound.time(loaded.units.all())) {
            log.dropped(unknown.segment, unknown.track, unknown.count, UnitSource.UNTIMED);
            unknown.leftOut = true;
        }
        keyStart.apply(loaded, log);
        loaded.settle();
        return loaded;
    }

    private boolean openNext() throws IOException {
        while (segments.hasNext()) {
            open = segments.next();
            index++;
            try {
                in = Files.newInputStream(open.file());
            } catch (NoSuchFileException absent) {
                log.unreadable(index, JoinLog.ABSENT);
                continue;
            }
            packets = new TransportPackets(in, buffer);
            head = packets.head();
            loading = new LoadedSegment(open, index);
            loading.told = open.discontinuity();
            if (open.discontinuity()) {
                breakOff();
            }
            sources.values().forEach(source -> source.start(index));
            return true;
        }
        return false;
    }

    /** There are no more segments: what was still waiting for one. */
    private LoadedSegment finish() {
        finished = true;
        if (open == null) {
            return null;
        }
        loading = new LoadedSegment(open, index);
        breakOff();
        return loading.units.all().isEmpty() ? null : settled(loading);
    }

    private void breakOff() {
        demultiplexer.breakOff();
        sources.values().forEach(UnitSource::gap);
    }

    @Override
    public void unit(Unit unit, byte[] b, int from, int to) {
        gave.addAll(unit.track.pids);
        loading.units.add(unit, b, from, to);
    }

    @Override
    public void untimed(Unit unit, byte[] b, int from, int to) {
        unit(unit, b, from, to);
    }

    @Override
    public void dropped(int segment, OutputTrack track, long units, String reason) {
        loading.lossy |= reason.equals(UnitSource.BROKEN_FRAME);
        log.dropped(segment, track, units, reason);
    }

    @Override
    public void pes(ElementaryStream stream, PesPacket pes) {
        UnitSource source = source(stream);
        if (source != null) {
            UnitSource before = latest.put(source.track, source);
            if (before != null && before != source) {
                // a track that goes on under another pid: what came under the one before is not kept waiting
                before.pause();
            }
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
                log.dropped(index, null, 1, "a track that was not planned");
                return null;
            }
            if (sources.size() == MOST_SOURCES) {
                log.dropped(index, track, 1, "one of more than " + MOST_SOURCES + " streams");
                return null;
            }
            source = UnitSource.of(stream, track, this);
            source.start(index);
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
        OutputTrack track = assigned.get(stream);
        return track != null ? track : plan.planned(stream);
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
