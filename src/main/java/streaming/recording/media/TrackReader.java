package streaming.recording.media;

import java.util.Arrays;

import streaming.recording.media.TrackContent.Kind;

/** Counts and times the access units of one track of one segment. */
abstract sealed class TrackReader {
    private final ElementaryStream stream;
    final Damage damage;
    final UnitTimes times = new UnitTimes();
    long units;

    private TrackReader(ElementaryStream stream, Damage damage) {
        this.stream = stream;
        this.damage = damage;
    }

    static TrackReader of(ElementaryStream stream, Damage damage) {
        AudioFormat format = AudioFormat.of(stream.codec());
        return stream.kind() == Kind.VIDEO ? new Video(stream, damage)
                : format != null ? new Audio(stream, damage, format) : new Other(stream, damage);
    }

    abstract void pes(PesPacket pes);

    abstract String configuration();

    /** From the time stamp of {@code unit} to the beginning of the last unit of the segment, if that has none of its own; in ticks. */
    long behind(int unit) {
        return 0;
    }

    /** How long the last unit lasts, in ticks. */
    abstract long lastDuration();

    void lost() {
    }

    void finish() {
    }

    boolean startsWithKeyFrame() {
        return true;
    }

    ElementaryStream stream() {
        return stream;
    }

    boolean hasUnits() {
        finish();
        return units > 0;
    }

    String codec() {
        return stream.codec();
    }

    TrackContent content() {
        finish();
        if (times.size() == 0) {
            return new TrackContent(stream.pid(), stream.kind(), codec(), configuration(), units, 0, 0, 0, 0, 0);
        }
        times.judge();
        TrackSpan span = TrackSpan.of(times);
        damage.impossibleTimes(stream.pid(), span.impossible);
        if (span.restarts > 0) {
            damage.other("clock set anew inside the segment on pid " + stream.pid());
        }
        long behind = span.last < 0 ? 0 : behind(span.last);
        long last = Ticks.wrapped(span.lastPts + behind);
        long end = Ticks.wrapped(last + lastDuration());
        return new TrackContent(stream.pid(), stream.kind(), codec(), configuration(), units,
                span.firstPts, last, span.firstDts, Ticks.wrapped(span.lastDts + behind), end);
    }

    private static final class Video extends TrackReader {
        private final VideoUnits pictures;
        private SequenceParameters parameters = new SequenceParameters("", 0);
        private byte[] parameterBytes = new byte[0];
        private boolean startsWithKeyFrame;

        Video(ElementaryStream stream, Damage damage) {
            super(stream, damage);
            pictures = new VideoUnits(stream.codec());
        }

        @Override
        void pes(PesPacket pes) {
            pictures.scan(pes.data, pes.from, pes.to);
            if (pes.cut && !pictures.worthKeepingCut()) {
                return;
            }
            if (pictures.hasParameters()) {
                parameters(pes.data, pictures.parametersFrom(), pictures.parametersTo());
            }
            if (pictures.units() == 0) {
                return;
            }
            if (units == 0) {
                startsWithKeyFrame = pictures.key();
            }
            units += pictures.units();
            if (pes.pts != Ticks.NONE) {
                times.add(pes.pts, pes.dts);
            }
        }

        private void parameters(byte[] b, int from, int to) {
            if (!Arrays.equals(b, from, to, parameterBytes, 0, parameterBytes.length)) {
                parameterBytes = Arrays.copyOfRange(b, from, to);
                parameters = SequenceParameters.of(stream().codec(), b, from, to);
            }
        }

        @Override
        boolean startsWithKeyFrame() {
            return startsWithKeyFrame;
        }

        @Override
        String configuration() {
            return parameters.description();
        }

        @Override
        long lastDuration() {
            return times.spacing(parameters.frameTicks());
        }
    }

    private static final class Audio extends TrackReader implements AudioFrames.Receiver {
        private final AudioFormat format;
        private final AudioFrames frames;
        private long samples;
        /** Samples from one time stamp to the next: only what is written in the stream is a witness for its clock. */
        private long[] groups = new long[64];
        private long pendingBlocks;
        private boolean finished;

        Audio(ElementaryStream stream, Damage damage, AudioFormat format) {
            super(stream, damage);
            this.format = format;
            frames = new AudioFrames(format, this);
        }

        @Override
        void pes(PesPacket pes) {
            frames.feed(pes.data, pes.from, pes.to, pes.pts);
            if (pes.cut) {
                frames.gap();
            }
        }

        @Override
        void lost() {
            frames.gap();
        }

        @Override
        public void frame(byte[] b, int at, int length, long pts, AudioFrames.Timing timing) {
            samples = format.samples(b, at);
            if (samples == 0) {
                return;
            }
            if (stream().codec().equals("eac3")) {
                pendingBlocks += samples;
                if (pendingBlocks < 1536) {
                    return;
                }
                samples = pendingBlocks;
                pendingBlocks = 0;
            }
            units++;
            if (timing == AudioFrames.Timing.STAMPED) {
                times.add(pts, pts);
                groups = groups.length < times.size() ? Arrays.copyOf(groups, 2 * groups.length) : groups;
            }
            if (times.size() > 0) {
                groups[times.size() - 1] += samples;
            }
        }

        @Override
        long behind(int unit) {
            long counted = -samples;
            for (int group = unit; group < times.size(); group++) {
                counted += groups[group];
            }
            return frames.ticks(counted);
        }

        @Override
        public void broken(int lost) {
            damage.brokenFrames(stream().pid(), lost);
        }

        @Override
        void finish() {
            if (finished) {
                return;
            }
            finished = true;
            frames.pause();
        }

        @Override
        String codec() {
            String described = frames.description();
            return described.startsWith("mp2") || described.startsWith("mp1") || described.startsWith("eac3")
                    ? described.substring(0, described.indexOf(' ')) : stream().codec();
        }

        @Override
        String configuration() {
            return frames.descriptions();
        }

        @Override
        long lastDuration() {
            return frames.ticks(samples);
        }
    }

    private static final class Other extends TrackReader {
        Other(ElementaryStream stream, Damage damage) {
            super(stream, damage);
        }

        @Override
        void pes(PesPacket pes) {
            units++;
            if (pes.pts != Ticks.NONE) {
                times.add(pes.pts, pes.dts);
            }
        }

        @Override
        String configuration() {
            return "";
        }

        @Override
        long lastDuration() {
            return times.spacing(0);
        }
    }
}
