package streaming.recording.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one segment in one pass and tells what it holds (ISO/IEC 13818-1; RFC 8216, 3.2). Any bytes are accepted: what cannot be
 * understood is damage, and only a file without a transport stream is refused.
 */
public final class SegmentReader implements Demultiplexer.Receiver {
    private final Damage damage = new Damage();
    private final Map<Integer, TrackReader> tracks = new LinkedHashMap<>();
    private final List<TrackReader> formerTracks = new ArrayList<>();

    private SegmentReader() {
    }

    /**
     * @throws IOException        when the file cannot be read
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
     * @throws IOException        when the stream cannot be read
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
            throw new NotTransportStream(packets.garbage() > 0 ? NotTransportStream.reason(head) : "transport stream without a program");
        }
        if (packets.garbage() > 0) {
            damage.other(Damage.counted(packets.garbage(), "byte") + " of garbage");
        }
        if (demultiplexer.tables().checksumErrors() > 0) {
            damage.other(Damage.counted(demultiplexer.tables().checksumErrors(), "program table") + " with a wrong checksum");
        }
        if (packets.endsInsidePacket()) {
            damage.other("ends inside a packet");
        }
        return new SegmentContent(contents, startsWithKeyFrame(), damage.reasons());
    }

    @Override
    public void pes(ElementaryStream stream, PesPacket pes) {
        track(stream).pes(pes);
    }

    @Override
    public void lost(ElementaryStream stream) {
        track(stream).lost();
    }

    private TrackReader track(ElementaryStream stream) {
        TrackReader track = tracks.get(stream.pid());
        if (track == null || !track.stream().codec().equals(stream.codec())) {
            if (track != null) {
                formerTracks.add(track);
            }
            track = TrackReader.of(stream, damage);
            tracks.put(stream.pid(), track);
        }
        return track;
    }

    private List<TrackContent> contents(List<ElementaryStream> program) {
        List<TrackContent> contents = new ArrayList<>();
        Set<Integer> pids = new HashSet<>();
        for (ElementaryStream stream : program) {
            pids.add(stream.pid());
            TrackReader track = tracks.get(stream.pid());
            if (track != null && track.hasUnits()) {
                contents.add(track.content());
            }
        }
        for (TrackReader track : formerTracks) {
            add(contents, track);
        }
        tracks.forEach((pid, track) -> {
            if (!pids.contains(pid)) {
                add(contents, track);
            }
        });
        return contents;
    }

    private static void add(List<TrackContent> contents, TrackReader track) {
        if (track.hasUnits()) {
            contents.add(track.content());
        }
    }

    private boolean startsWithKeyFrame() {
        for (TrackReader track : tracks.values()) {
            if (track.stream().kind() == TrackContent.Kind.VIDEO && track.hasUnits()) {
                return track.startsWithKeyFrame();
            }
        }
        return true;
    }
}
