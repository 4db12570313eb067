package streaming.recording.kit;

/**
 * A picture or a frame of sound, when it was published, and what its PES packet says instead. Times are ticks of
 * 1/90000 s. Content times are the truth that recordings are measured by: 0 is the first presentation of the broadcast.
 */
final class AccessUnit {
    /** No time stamp is written. */
    static final long NONE = Long.MIN_VALUE;

    Track track;
    byte[] bytes;
    final boolean key;
    /** Presentation and decoding, in the time of the broadcast. */
    long contentPts;

    long contentDts;
    /** What is written, before the clock wraps. */
    long pts;

    long dts;
    /** Its place in the file. */
    long place;
    /** Units with the same name were muxed on one clock, without anything between them. */
    String stretch = "";
    /** It was published before. */
    boolean repeated;
    /** Some of its bytes did not arrive. */
    boolean lost;
    /** It stands before the first key picture. */
    boolean undecodable;
    /** Nothing in the stream tells when it is to be presented. */
    boolean timeless;

    AccessUnit(Track track, byte[] bytes, boolean key, long pts, long dts) {
        this.track = track;
        this.bytes = bytes;
        this.key = key;
        this.contentPts = pts;
        this.contentDts = dts;
        this.pts = pts;
        this.dts = dts;
        this.place = dts;
    }

    AccessUnit copy() {
        AccessUnit copy = new AccessUnit(track, bytes, key, contentPts, contentDts);
        copy.pts = pts;
        copy.dts = dts;
        copy.place = place;
        copy.stretch = stretch;
        copy.undecodable = undecodable;
        copy.timeless = timeless;
        return copy;
    }

    boolean is(Track.Kind kind) {
        return track.kind() == kind;
    }

    /** Moves it on the clock that is written, not in the broadcast. */
    void shiftStamps(long ticks) {
        pts = pts == NONE ? NONE : pts + ticks;
        dts = dts == NONE ? NONE : dts + ticks;
    }

    /** Moves it in the broadcast, not on the clock. */
    void shiftContent(long ticks) {
        contentPts += ticks;
        contentDts += ticks;
    }
}
