package streaming.recording.ts;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds the first PES packets of a stream until its codec is certain: at once where the bytes are what the map
 * announces, so that ordinary streams are never held.
 */
final class CodecTrial {
    private static final int PACKETS = 16;
    private static final int BYTES = 1 << 18;
    /** Without a map, what is likely counts after so many packets. */
    private static final int PATIENCE = 3;

    private final ElementaryStream announced;
    private final boolean mapped;
    /** PES packets in their order. */
    final List<PesPacket> held = new ArrayList<>();

    private final List<byte[]> payloads = new ArrayList<>();
    private int bytes;

    /** @param mapped false when no program map is known, so that what is likely is better than nothing */
    CodecTrial(ElementaryStream announced, boolean mapped) {
        this.announced = announced;
        this.mapped = mapped;
    }

    /** Whether the bytes of the stream are worth looking at: a map may call sound subtitles. */
    static boolean isNeeded(ElementaryStream stream) {
        Codec codec = stream.known();
        return !codec.isSections() && codec != Codec.ENCRYPTED;
    }

    /**
     * @param pes is copied when it has to wait
     * @return the stream as its bytes show it; null while they do not, and then the packet is among {@link #held}
     */
    ElementaryStream take(PesPacket pes) {
        boolean fits = announced.known().isRecorded()
                && held.isEmpty()
                && CodecProbe.fits(announced.known(), pes.data, pes.from, pes.to);
        if (fits) {
            return announced;
        }
        PesPacket copy = pes.copy();
        held.add(copy);
        byte[] payload = java.util.Arrays.copyOfRange(copy.data, copy.from, copy.to);
        payloads.add(payload);
        bytes += payload.length;
        Codec certain = CodecProbe.certain(payloads);
        if (certain == null && !mapped && held.size() >= PATIENCE) {
            certain = CodecProbe.likely(payloads);
        }
        if (certain != null) {
            return verdict(certain);
        }
        return held.size() >= PACKETS || bytes >= BYTES ? announced : null;
    }

    /** No more packets come. */
    ElementaryStream end() {
        Codec likely = mapped || payloads.isEmpty() ? null : CodecProbe.likely(payloads);
        return likely == null ? announced : verdict(likely);
    }

    private ElementaryStream verdict(Codec found) {
        if (found == Codec.S302M && payloads.stream().allMatch(CodecProbe::isBlurayPcm)) {
            return announced.corrected(Codec.PCM_BLURAY);
        }
        if (announced.known().isUnread() && found != Codec.H264 && found != Codec.HEVC) {
            return announced;
        }
        boolean same = found == announced.known()
                || found.framing() != null
                        && found.framing() == announced.known().framing();
        return same ? announced : announced.corrected(found);
    }
}
