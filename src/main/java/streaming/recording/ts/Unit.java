package streaming.recording.ts;

import streaming.recording.timeline.Stamp;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.TrackContent.Kind;

/** What one PES packet brings: a picture, or some whole audio frames. */
public final class Unit {
    public final OutputTrack track;
    public final int segment;
    public byte[] bytes;
    public int at;
    public int length;
    public long pts;
    public long dts;
    /** Access units in it. */
    public int count;
    /** Duration in ticks: exact for audio, what the encoder announced for video; 0 when not known. */
    long ticks;

    public boolean key;
    /** Made of intra slices alone, where no sign of a key picture is given. */
    public boolean intra;

    /** What stands before its first picture (parameter sets, messages) began in the unit before. */
    public boolean goesOn;
    /** It begins with a start code. */
    public boolean aligned;

    boolean randomAccess;
    /** It is not given to ffmpeg. */
    public boolean leftOut;

    int streamId;
    /** Tells units apart that have the same time stamp. */
    public int check;
    /** Set when the decoder setting is another one than that of the unit before. */
    String configuration;
    /** Times in the output, not wrapped. */
    public long outPts;

    public long outDts;

    public Unit(OutputTrack track, int segment, int streamId, long pts, long dts) {
        this.track = track;
        this.segment = segment;
        this.streamId = streamId;
        this.pts = pts;
        this.dts = dts;
    }

    public Stamp stamp() {
        return new Stamp(track.index, track.kind == Kind.VIDEO, pts, dts, ticks, check);
    }

    public boolean isTimed() {
        return pts != Ticks.NONE;
    }

    /** Makes the bytes its own, so that it outlives its segment. */
    public void keep() {
        bytes = java.util.Arrays.copyOfRange(bytes, at, at + length);
        at = 0;
    }
}
