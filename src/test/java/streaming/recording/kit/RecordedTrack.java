package streaming.recording.kit;

import java.util.Comparator;
import java.util.List;

/**
 * A track of a finished MP4.
 *
 * @param type {@code vide} or {@code soun} (ISO/IEC 14496-12, 8.4.3)
 * @param tag of its first sample entry: {@code avc1}, {@code hvc1}, {@code mp4a}, …
 * @param packets in decoding order
 */
record RecordedTrack(String type, String tag, List<Packet> packets) {

    /** Presentation on the time line of the file, ticks of 1/90000 s. */
    record Packet(long pts, long duration, byte[] bytes) {}

    /**
     * End of the last presentation in ticks. The duration of a packet is the time to the one that is decoded next: of a
     * picture before a hole, which is presented behind it, it says nothing of the end.
     */
    long end() {
        return packets.stream()
                .max(Comparator.comparingLong(Packet::pts))
                .map(packet -> packet.pts + packet.duration)
                .orElse(0L);
    }

    long start() {
        return packets.stream().mapToLong(Packet::pts).min().orElse(0);
    }
}
