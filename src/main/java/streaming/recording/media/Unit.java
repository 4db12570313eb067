package streaming.recording.media;

/** What one PES packet brings: a picture, or some whole audio frames. */
final class Unit {
    final OutputTrack track;
    final int segment;
    byte[] bytes;
    int at;
    int length;
    long pts;
    long dts;
    /** Access units in it. */
    int count;
    /** Duration in ticks: exact for audio, the usual one for video; 0 when not known. */
    long ticks;
    boolean key;
    boolean randomAccess;
    boolean late;
    /** The first of its segment, and far from the second: no witness of where the segment begins. */
    boolean doubtful;
    /** The last of its segment, and far from the one before: to be held back until the next segment tells whether this can be. */
    boolean held;
    int streamId;
    /** Tells units apart that have the same time stamp. */
    int check;
    /** Set when the decoder setting is another one than that of the unit before. */
    String configuration;
    /** Times in the output, not wrapped. */
    long outPts;
    long outDts;

    Unit(OutputTrack track, int segment, int streamId, long pts, long dts) {
        this.track = track;
        this.segment = segment;
        this.streamId = streamId;
        this.pts = pts;
        this.dts = dts;
    }

    boolean isTimed() {
        return pts != Ticks.NONE;
    }

    /** Makes the bytes its own, so that it outlives its segment. */
    void keep() {
        bytes = java.util.Arrays.copyOfRange(bytes, at, at + length);
        at = 0;
    }
}
