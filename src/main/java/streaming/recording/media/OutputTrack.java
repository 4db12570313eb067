package streaming.recording.media;

import java.util.HashSet;
import java.util.Set;

import streaming.recording.media.TrackContent.Kind;

/** One track of the joined stream, and what is known of it. */
final class OutputTrack {
    final int index;
    final Kind kind;
    final String codec;
    /** Pids that this track had in segments so far. */
    final Set<Integer> pids = new HashSet<>();
    byte[] descriptors;
    int streamType;

    /** The track that ended where this one begins: the same with another codec. Null when there is none. */
    OutputTrack follows;
    /** It is not in the first segment that holds media. */
    boolean late;
    long packets;
    /** Units of which what was written could not be true. */
    long repaired;
    /** Decoder setting of the unit that is next, and of the one that was given out last. */
    String configuration = "";
    String givenConfiguration = "";

    OutputTrack(int index, Kind kind, String codec) {
        this.index = index;
        this.kind = kind;
        this.codec = codec;
        this.streamType = Codec.of(codec).streamType();
    }

    void learn(Unit unit) {
        if (unit.configuration != null) {
            configuration = unit.configuration;
        }
    }
}
