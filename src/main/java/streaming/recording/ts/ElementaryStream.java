package streaming.recording.ts;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import streaming.recording.ts.TrackContent.Kind;

/**
 * A stream as the program map announces it, or as its bytes betray it.
 *
 * @param kind {@link Kind#OTHER} for all that is not recorded, whatever it shows
 * @param codec ffmpeg's name, see {@link Codec}
 * @param type the stream type in the map (ISO/IEC 13818-1, table 2-34); -1 when no map names it
 * @param probed its bytes told the codec: what the map says of it, its descriptors too, must not be copied
 */
public record ElementaryStream(int pid, Kind kind, String codec, int type, boolean probed) {

    static final String ENCRYPTED = Codec.ENCRYPTED.ffmpegName();

    private static final int PRIVATE_PES = 0x06;
    private static final int METADATA = 0x15;
    private static final int USER_PRIVATE = 0x80;

    public ElementaryStream(int pid, Kind kind, String codec) {
        this(pid, kind, codec, -1, false);
    }

    static ElementaryStream of(int pid, Codec codec, int type, boolean probed) {
        return new ElementaryStream(
                pid, codec.isRecorded() ? codec.kind() : Kind.OTHER, codec.ffmpegName(), type, probed);
    }

    /** Its row of the table. */
    Codec known() {
        return Codec.of(codec);
    }

    /** The same stream, of which the bytes tell another codec than the map. */
    ElementaryStream corrected(Codec found) {
        return of(pid, found, type, true);
    }

    /** What is read of the descriptors of a stream in a program without a registration. */
    static ElementaryStream ofType(int pid, int type, byte[] descriptors, int from, int to) {
        return ofType(pid, type, Set.of(), descriptors, from, to);
    }

    /** @param program registrations of the whole program */
    static ElementaryStream ofType(int pid, int type, Set<String> program, byte[] descriptors, int from, int to) {
        return of(pid, codec(type, program, descriptors, from, to), type, false);
    }

    private static Codec codec(int type, Set<String> program, byte[] b, int from, int to) {
        Codec plain = Codec.ofType(type);
        if (plain != null && type < USER_PRIVATE) {
            return plain;
        }
        Set<String> registrations = registrations(b, from, to);
        for (String registration : registrations) {
            Codec registered = Codec.ofRegistration(registration);
            if (registered != null) {
                return registered;
            }
        }
        if (type == METADATA) {
            boolean id3 = new String(b, from, Math.max(0, to - from), StandardCharsets.ISO_8859_1).contains("ID3 ");
            return id3 || from >= to ? Codec.ID3 : Codec.DATA;
        }
        Codec hdmv = Codec.isHdmv(program) || Codec.isHdmv(registrations) ? Codec.ofHdmvType(type) : null;
        if (hdmv != null) {
            return hdmv;
        }
        Codec described = type == PRIVATE_PES || plain == null && type >= USER_PRIVATE ? described(b, from, to) : null;
        return described != null ? described : plain != null ? plain : Codec.DATA;
    }

    private static Codec described(byte[] b, int from, int to) {
        for (int at = from; at + 2 <= to && next(b, at) <= to; at = next(b, at)) {
            int tag = b[at] & 0xff;
            Codec codec = tag == 0x7f && b[at + 1] != 0 ? Codec.ofExtension(b[at + 2] & 0xff) : Codec.ofDescriptor(tag);
            if (codec != null) {
                return codec;
            }
        }
        return null;
    }

    /** The format identifiers of registration descriptors (ISO/IEC 13818-1, 2.6.8). */
    static Set<String> registrations(byte[] b, int from, int to) {
        Set<String> found = new TreeSet<>();
        for (int at = from; at + 2 <= to && next(b, at) <= to; at = next(b, at)) {
            if (b[at] == 0x05 && (b[at + 1] & 0xff) >= 4) {
                found.add(new String(b, at + 2, 4, StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    private static int next(byte[] b, int at) {
        return at + 2 + (b[at + 1] & 0xff);
    }
}
