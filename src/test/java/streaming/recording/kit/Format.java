package streaming.recording.kit;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** How the packets are written: what a muxer may do otherwise than ffmpeg. The fields are set by {@link Mux}. */
final class Format {
    /** Program map pids by program number, as PAT tells them; the media is in {@link #program}. */
    final Map<Integer, Integer> programs = new LinkedHashMap<>(Map.of(1, 0x1000));

    int program = 1;
    int programMapPid = 0x1000;
    /** A second program that has only data, its program map on this pid; -1: none. */
    int dataProgramPid = -1;

    boolean privateTableFirst;
    boolean tablesOnce;
    /** The program map lists every track of the broadcast also where it is silent. */
    boolean listsSilentTracks;

    boolean countersStand;
    /** 188, 192 (four bytes before each packet) 204 (sixteen behind it) or 208 (twenty). */
    int packetSize = 188;
    /** PES_packet_length of video; 0: not told. */
    int videoLength;
    /** Bytes of a PES packet, without regard to access units; 0: whole units. */
    final Map<Track.Kind, Integer> cutEvery = new EnumMap<>(Track.Kind.class);
    /** Whether the cut begins again with each segment. */
    boolean cutStartsWithSegment = true;

    final Map<Track.Kind, Integer> unitsPerPes = new EnumMap<>(Track.Kind.class);
    /** Each slice of a picture in a PES packet of its own, all with the time of the picture. */
    boolean pesPerSlice;
    /** The same of each NAL unit, also of those before the first slice. */
    boolean pesPerNal;
    /** The last packets of the sound of a segment stand in the next one. */
    boolean soundCrossesSegments;

    /** The tracks that the program map names, of those that are there. */
    Predicate<Track> listed = track -> true;

    boolean associationWritten = true;
    boolean mapWritten = true;
    /** Descriptors of the program itself. */
    byte[] programDescriptors = Track.NO_DESCRIPTORS;
    /** Another writing of a PES packet. */
    BiFunction<Pes, byte[], byte[]> pes = (of, bytes) -> bytes;
    /** Other packets for a segment. */
    UnaryOperator<List<PacketWriter.Packet>> packets = all -> all;
}
