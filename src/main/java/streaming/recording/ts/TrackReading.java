package streaming.recording.ts;

import java.util.LinkedHashSet;
import java.util.Set;
import streaming.recording.timeline.Stamp;
import streaming.recording.timeline.Ticks;
import streaming.recording.timeline.Timeline;
import streaming.recording.ts.TrackContent.Kind;

/** What is found of one elementary stream in one segment. */
final class TrackReading {
    final ElementaryStream stream;
    final UnitSource source;
    /** Access units. */
    long units;

    boolean startsWithKey;
    /** The ledger has all of them in its row; nobody reads more. */
    private static final int MOST_CONFIGURATIONS = 32;

    private final int index;
    private final Set<String> configurations = new LinkedHashSet<>();
    private String configuration = "";
    private long lastUnitTicks;
    private long firstDts;
    private long lastDts;
    /** A time as written, and where it lies on the timeline. */
    private long writtenPts = Ticks.NONE;

    private long placedPts;

    TrackReading(ElementaryStream stream, int index, UnitSource.Receiver receiver) {
        this.stream = stream;
        this.index = index;
        this.source = UnitSource.of(stream, new OutputTrack(index, stream.kind(), stream.codec()), receiver);
    }

    void add(Unit unit) {
        if (unit.configuration != null) {
            configuration = unit.configuration;
            if (configurations.size() < MOST_CONFIGURATIONS) {
                configurations.add(configuration);
            }
        }
        if (unit.count > 0 && units == 0) {
            startsWithKey = unit.key;
        }
        units += unit.count;
        if (unit.count > 0 && unit.isTimed()) {
            lastUnitTicks = stream.kind() == Kind.AUDIO ? unit.ticks / unit.count : 0;
        }
    }

    /** One of its units in the order of decoding, and where it lies on the timeline of this segment. */
    void place(Stamp stamp, long dts, long pts) {
        if (dts == Ticks.NONE) {
            return;
        }
        if (writtenPts == Ticks.NONE) {
            writtenPts = stamp.pts();
            placedPts = pts;
            firstDts = dts;
        }
        lastDts = dts;
    }

    TrackContent content(Timeline timeline) {
        String codec = codec();
        String described = String.join(AudioFrames.THEN, configurations);
        if (writtenPts == Ticks.NONE) {
            return new TrackContent(stream.pid(), stream.kind(), codec, described, units, 0, 0, 0, 0, 0);
        }
        long end = timeline.end(index);
        boolean framed = lastUnitTicks > 0;
        long last = framed ? end - lastUnitTicks : timeline.lastPresentation(index);
        return new TrackContent(
                stream.pid(),
                stream.kind(),
                codec,
                described,
                units,
                written(timeline.start(index)),
                written(last),
                written(firstDts),
                written(framed ? last : lastDts),
                written(end));
    }

    private long written(long placed) {
        return Ticks.wrapped(writtenPts + placed - placedPts);
    }

    /** MPEG audio tells its layer only in its frames, and AC-3 its extension. */
    private String codec() {
        boolean told =
                configuration.startsWith("mp2") || configuration.startsWith("mp1") || configuration.startsWith("eac3");
        return told ? configuration.substring(0, configuration.indexOf(' ')) : stream.codec();
    }
}
