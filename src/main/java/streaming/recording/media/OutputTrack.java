package streaming.recording.media;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import streaming.recording.media.TrackContent.Kind;

/** One track of the joined stream, and how far it has come. */
final class OutputTrack {
    /** Units whose repetition is recognised: some minutes. */
    private static final int REMEMBERED = 8192;

    final int index;
    final Kind kind;
    final String codec;
    /** Pids that this track had in segments so far. */
    final Set<Integer> pids = new HashSet<>();
    byte[] descriptors;
    int streamType;

    /** It is not in the first segment that holds media. */
    boolean late;
    long packets;
    long lastDts = Ticks.NONE;
    /** When the next unit is due, in decoding and in presentation. */
    long nextDts = Ticks.NONE;
    /** Whether the duration of the last unit was known, so that {@link #nextDts} means something. */
    boolean nextKnown;
    /** Of the last presentation: its beginning and its end. */
    long lastPts = Ticks.NONE;
    long endPts = Ticks.NONE;
    long startPts = Ticks.NONE;
    boolean waitsForKey;
    /** Decoder setting of the unit that is next, and of the one that was given out last. */
    String configuration = "";
    String givenConfiguration = "";
    /** Last unit of a segment whose time only the next segment can confirm. */
    Unit held;

    private long spacing;

    private final Map<Long, Long> given = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    OutputTrack(int index, Kind kind, String codec) {
        this.index = index;
        this.kind = kind;
        this.codec = codec;
        this.streamType = Codec.of(codec).streamType();
        waitsForKey = kind == Kind.VIDEO;
    }

    boolean started() {
        return lastDts != Ticks.NONE;
    }

    void learn(Unit unit) {
        if (unit.configuration != null) {
            configuration = unit.configuration;
        }
    }

    /** The distance of two units: as measured now, else as it was known. */
    long spacing(long measured) {
        if (measured > 0) {
            spacing = measured;
        }
        return spacing;
    }

    /** A unit is given out. */
    void advance(Unit unit) {
        if (unit.ticks == 0 && started()) {
            unit.ticks = spacing(unit.outDts - lastDts);
        }
        lastDts = unit.outDts;
        nextDts = unit.outDts + unit.ticks;
        nextKnown = unit.ticks > 0;
        lastPts = Math.max(lastPts, unit.outPts);
        endPts = Math.max(endPts, unit.outPts + unit.ticks);
        startPts = startPts == Ticks.NONE ? unit.outPts : Math.min(startPts, unit.outPts);
        given.put(unit.dts, (long) unit.segment << 32 | unit.check & 0xffffffffL);
    }

    /** The segment that already brought this very unit; -1 when none did. */
    int broughtBy(Unit unit) {
        Long before = given.get(unit.dts);
        return before == null || (int) (long) before != unit.check ? -1 : (int) (before >> 32);
    }
}
