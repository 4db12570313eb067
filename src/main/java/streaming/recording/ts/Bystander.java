package streaming.recording.ts;

import java.util.Arrays;
import java.util.List;

/** A pid that is not read: of another program, or of none. It is counted, so that it can be named. */
final class Bystander {
    private int segment = -1;
    private boolean holdsPes;
    private Codec codec = Codec.DATA;
    private long packets;
    private long bytes;

    /** @param number of the segment, which begins the count again when it changes */
    void payload(int number, boolean unitStart, byte[] b, int from, int to) {
        if (segment != number) {
            segment = number;
            packets = 0;
            bytes = 0;
        }
        if (unitStart && !holdsPes && isPes(b, from, to)) {
            holdsPes = true;
            Codec likely = CodecProbe.likely(
                    List.of(Arrays.copyOfRange(b, Math.min(to, from + 9 + (b[from + 8] & 0xff)), to)));
            codec = likely == null ? Codec.DATA : likely;
        }
        packets += unitStart ? 1 : 0;
        bytes += to - from;
    }

    /** The head of a PES packet of video, sound or private data begins here. */
    static boolean isPes(byte[] b, int from, int to) {
        if (from + 9 > to || b[from] != 0 || b[from + 1] != 0 || b[from + 2] != 1 || (b[from + 6] & 0xc0) != 0x80) {
            return false;
        }
        int streamId = b[from + 3] & 0xff;
        return streamId == 0xbd || streamId >= 0xc0 && streamId <= 0xef || streamId == 0xfd;
    }

    /**
     * @param announced the stream in the map of {@code program}; null when no map names the pid
     * @return null when there was nothing in this segment that would have to be named
     */
    Unrecorded tell(int pid, int number, ElementaryStream announced, int program) {
        if (segment != number || packets == 0 || announced == null && !holdsPes) {
            return null;
        }
        Codec told = announced == null || announced.known() == Codec.DATA ? codec : announced.known();
        return new Unrecorded(
                pid,
                announced == null ? 0 : program,
                false,
                announced == null ? -1 : announced.type(),
                told.kind(),
                told.ffmpegName(),
                packets,
                bytes);
    }
}
