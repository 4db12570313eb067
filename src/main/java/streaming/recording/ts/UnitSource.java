package streaming.recording.ts;

import java.util.Arrays;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.TrackContent.Kind;

/** Makes units of the PES packets of one elementary stream, over the borders of segments. */
public abstract sealed class UnitSource {
    public static final String BROKEN_FRAME = "broken audio frame";
    public static final String UNTIMED = "audio without a time stamp";
    public final OutputTrack track;
    final Receiver receiver;
    int segment;
    private boolean fresh;

    /** Takes what comes of one elementary stream. */
    public interface Receiver {
        /** The bytes are only lent for the call. */
        void unit(Unit unit, byte[] b, int from, int to);

        /**
         * Frames of sound before the first time stamp of their track, or behind a gap and before the next one. The
         * bytes are only lent for the call.
         */
        default void untimed(Unit unit, byte[] b, int from, int to) {
            dropped(unit.segment, unit.track, unit.count, UNTIMED);
        }

        /** @param units access units of which nothing can be used; 0 when something is only told */
        void dropped(int segment, OutputTrack track, long units, String reason);
    }

    private UnitSource(OutputTrack track, Receiver receiver) {
        this.track = track;
        this.receiver = receiver;
    }

    public static UnitSource of(ElementaryStream stream, OutputTrack track, Receiver receiver) {
        AudioFormat format = AudioFormat.of(stream.codec());
        return stream.kind() == Kind.VIDEO
                ? new Video(stream.codec(), track, receiver)
                : format != null ? new Framed(format, track, receiver) : new Plain(track, receiver);
    }

    public void start(int nextSegment) {
        segment = nextSegment;
        fresh = true;
    }

    public final void pes(PesPacket pes) {
        if (!pes.late) {
            border(fresh ? pes.pts : Ticks.NONE);
            fresh = false;
        }
        take(pes);
    }

    abstract void take(PesPacket pes);

    /** The first PES packet of a segment has this time; {@link Ticks#NONE} when it has none, and for all later ones. */
    void border(long pts) {}

    /** A PES packet of which nothing can be used. */
    public void lost() {
        receiver.dropped(segment, track, 1, "broken PES packet");
    }

    /** The segment ends. */
    public void pause() {}

    /** What follows does not continue what came so far. */
    public void gap() {}

    private static final class Video extends UnitSource {
        private final String codec;
        private final VideoUnits pictures;
        private byte[] parameters = new byte[0];
        private String announced;
        private long frameTicks;
        private long sets;
        private boolean afterLoss;
        private long lastPts = Ticks.NONE;
        /** Pictures that began in the packets with that time. */
        private int lastCount;

        Video(String codec, OutputTrack track, Receiver receiver) {
            super(track, receiver);
            this.codec = codec;
            pictures = new VideoUnits(codec);
        }

        @Override
        void take(PesPacket pes) {
            pictures.scan(pes.data, pes.from, pes.to);
            if (pes.cut) {
                pictures.gap();
            }
            if (pes.cut && !pictures.worthKeepingCut()) {
                lost();
                return;
            }
            boolean headless = pictures.units() == 0 && pes.pts == Ticks.NONE;
            if (headless && afterLoss || pes.from == pes.to) {
                return;
            }
            afterLoss = pes.cut;
            if (pes.cut) {
                receiver.dropped(segment, track, 0, "end of a key frame");
            }
            // no picture is shown before it is decoded: then only the time at which it is shown counts
            boolean late = pes.pts != Ticks.NONE && Ticks.between(pes.pts, pes.dts) > 0;
            // some send each slice in a packet of its own, all with the time of the picture
            boolean same = pes.pts != Ticks.NONE && pes.pts == lastPts && (pictures.units() == 0 || lastCount == 0);
            lastPts = pes.pts == Ticks.NONE ? lastPts : pes.pts;
            lastCount = pictures.units() + (same ? lastCount : 0);
            Unit unit = new Unit(
                    track,
                    segment,
                    pes.data[3] & 0xff,
                    same ? Ticks.NONE : pes.pts,
                    same ? Ticks.NONE : late ? pes.pts : pes.dts);
            unit.count = pictures.units();
            unit.key = pictures.key();
            unit.intra = pictures.intra(pes.randomAccess);
            unit.goesOn = pictures.goesOn();
            unit.aligned = pictures.aligned();
            unit.randomAccess = pes.randomAccess;
            long hash = codec.equals("hevc") ? pictures.sets().hash() : 0;
            if (pictures.parameterSet() != null || hash != sets) {
                learn(pictures.parameterSet() != null ? pictures.parameterSet() : parameters, hash);
            }
            unit.ticks = frameTicks * Math.max(1, unit.count);
            unit.configuration = announced;
            announced = null;
            receiver.unit(unit, pes.data, pes.from, pes.to);
        }

        /** @param hash of all parameter sets, where the sample entry depends on them */
        private void learn(byte[] set, long hash) {
            if (!Arrays.equals(set, parameters) || hash != sets) {
                sets = hash;
                parameters = set.clone();
                SequenceParameters read = SequenceParameters.of(codec, set, 0, set.length);
                announced = read.description() + (hash == 0 ? "" : String.format(" sets %016x", hash));
                frameTicks = read.frameTicks();
            }
        }

        @Override
        public void lost() {
            afterLoss = true;
            pictures.gap();
            super.lost();
        }

        @Override
        public void gap() {
            pictures.gap();
        }
    }

    private static final class Framed extends UnitSource implements AudioFrames.Receiver {
        /** A unit is given out at the latest with so many bytes, which fit into one PES packet. */
        private static final int FULL = 32_000;
        /** A frame may wait over the border of two segments when time goes on as closely as this. */
        private static final long JOINED = Ticks.PER_SECOND / 4;

        private final AudioFormat format;
        private final AudioFrames frames;
        private final byte[] collected = new byte[FULL + (1 << 16)];
        private int size;
        private Unit pending;
        private long samples;
        private int rate;
        private int blocks;
        private int streamId = 0xc0;
        private boolean guessed;
        private String described = "";

        Framed(AudioFormat format, OutputTrack track, Receiver receiver) {
            super(track, receiver);
            this.format = format;
            frames = new AudioFrames(format, this);
        }

        @Override
        void border(long pts) {
            boolean far = pts != Ticks.NONE
                    && frames.nextPts() != Ticks.NONE
                    && Math.abs(Ticks.between(frames.nextPts(), pts)) > JOINED;
            if (far && frames.frameWaits()) {
                frames.gap();
                flush();
            }
        }

        @Override
        void take(PesPacket pes) {
            streamId = pes.data[3] & 0xff;
            frames.feed(pes.data, pes.from, pes.to, pes.pts);
            if (pes.cut || pes.late) {
                gap();
            }
        }

        @Override
        public void lost() {
            gap();
            super.lost();
        }

        @Override
        public void gap() {
            frames.gap();
            flush();
        }

        @Override
        public void pause() {
            frames.pause();
            flush();
        }

        @Override
        public void frame(byte[] b, int at, int length, long pts, AudioFrames.Timing timing) {
            if (guessed && timing == AudioFrames.Timing.STAMPED && pending != null) {
                pending.pts = Ticks.wrapped(pts - frames.ticks(samples));
                pending.dts = pending.pts;
            }
            boolean nowGuessed = timing == AudioFrames.Timing.GUESSED;
            boolean full = size + length > FULL;
            if (timing == AudioFrames.Timing.STAMPED
                    || full
                    || nowGuessed != guessed
                    || !frames.description().equals(described)) {
                flush();
            }
            guessed = nowGuessed;
            if (pending == null) {
                pending = new Unit(track, segment, streamId, pts, pts);
                pending.key = true;
                pending.randomAccess = true;
                if (!frames.description().equals(described)) {
                    described = frames.description();
                    pending.configuration = described;
                }
                rate = frames.rate();
            }
            System.arraycopy(b, at, collected, size, length);
            size += length;
            int frameSamples = format.samples(b, at);
            samples += frameSamples;
            pending.count += packets(frameSamples);
        }

        /** How many packets ffmpeg makes of it: it collects the six blocks of an E-AC-3 frame. */
        private int packets(int frameSamples) {
            if (!track.codec.equals("eac3")) {
                return frameSamples > 0 ? 1 : 0;
            }
            blocks += frameSamples / 256;
            int packets = blocks / 6;
            blocks %= 6;
            return packets;
        }

        @Override
        public void broken(int lost) {
            receiver.dropped(segment, track, lost, BROKEN_FRAME);
        }

        private void flush() {
            if (pending == null) {
                return;
            }
            pending.ticks = Math.round((double) samples * Ticks.PER_SECOND / rate);
            if (pending.isTimed()) {
                receiver.unit(pending, collected, 0, size);
            } else {
                receiver.untimed(pending, collected, 0, size);
            }
            pending = null;
            size = 0;
            samples = 0;
        }
    }

    private static final class Plain extends UnitSource {
        Plain(OutputTrack track, Receiver receiver) {
            super(track, receiver);
        }

        @Override
        void take(PesPacket pes) {
            if (pes.cut) {
                lost();
                return;
            }
            Unit unit = new Unit(track, segment, pes.data[3] & 0xff, pes.pts, pes.dts);
            unit.count = 1;
            unit.key = true;
            receiver.unit(unit, pes.data, pes.from, pes.to);
        }
    }
}
