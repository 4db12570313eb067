package streaming.recording.ts;

import java.util.HashSet;
import java.util.Set;
import streaming.recording.ts.TrackContent.Kind;

/** One track of the joined stream, and what is known of it. */
public final class OutputTrack {
    public final int index;
    public final Kind kind;
    public final String codec;
    /** Pids that this track had in segments so far. */
    public final Set<Integer> pids = new HashSet<>();

    public byte[] descriptors;
    public int streamType;

    /** The track that ended where this one begins: the same with another codec. Null when there is none. */
    public OutputTrack follows;
    /** It is not in the first segment that holds media. */
    public boolean late;

    /** A unit of it was given out, were it only the head of a picture. */
    public boolean begun;

    public long packets;
    /** Units of which what was written could not be true. */
    public long repaired;
    /** Decoder setting of the unit that is next, and of the one that was given out last. */
    public String configuration = "";

    public String givenConfiguration = "";

    public OutputTrack(int index, Kind kind, String codec) {
        this.index = index;
        this.kind = kind;
        this.codec = codec;
        this.streamType = Codec.of(codec).streamType();
    }

    public void learn(Unit unit) {
        if (unit.configuration != null) {
            configuration = unit.configuration;
        }
    }
}
