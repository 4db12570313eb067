package streaming.recording.media;

import streaming.recording.media.TrackContent.Kind;
import streaming.recording.timeline.Stamp;
import streaming.recording.timeline.Ticks;

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
    /** Duration in ticks: exact for audio, what the encoder announced for video; 0 when not known. */
    long ticks;
    boolean key;
    /** Made of intra slices alone, where no sign of a key picture is given. */
    boolean intra;
    boolean randomAccess;
    /** It is not given to ffmpeg. */
    boolean leftOut;
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

    Stamp stamp() {
        return new Stamp(track.index, track.kind == Kind.VIDEO, pts, dts, ticks, check);
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
