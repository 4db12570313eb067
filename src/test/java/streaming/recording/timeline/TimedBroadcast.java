package streaming.recording.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The times of a broadcast without its bytes: 30 pictures a second with B pictures, sound in packets of four frames of
 * 1,024 samples at 48 kHz, multiplexed with a skew and cut into segments before key pictures. It knows of each unit
 * when its content is.
 */
final class TimedBroadcast {
    static final int VIDEO = 0;
    static final int AUDIO = 1;
    static final long SECOND = 90_000;
    static final long FRAME = 3_000;
    static final long PACKET = 4 * 1_920;

    /**
     * A unit as published: when its content is presented, on an axis of its own programme, and what is written on it.
     */
    record Published(int programme, int track, long content, Stamp stamp) {}

    /** A segment as published. */
    static final class Segment {
        final List<Published> units = new ArrayList<>();
        boolean told;
        boolean repeats;
        /** None is missing between the one before and this, and its number says so. */
        boolean next;

        long uploaded;

        SegmentTimes times(int index, boolean uploads) {
            return new SegmentTimes(
                    index,
                    told,
                    uploads ? uploaded : Ticks.NONE,
                    next,
                    false,
                    units.stream().map(Published::stamp).toList());
        }

        Segment copy() {
            Segment copy = new Segment();
            copy.units.addAll(units);
            copy.uploaded = uploaded;
            return copy;
        }
    }

    final List<Segment> segments = new ArrayList<>();
    private final int programme;

    private record Due(long at, int track, long pts, long dts, long ticks) {}

    /**
     * @param seconds of content, two a segment
     * @param skew how much later than the picture the sound stands in the file, ticks
     * @param clock what is written on content 0, any number of ticks
     * @param withSound false for pictures alone
     */
    TimedBroadcast(int programme, int seconds, long skew, long clock, boolean withSound) {
        this.programme = programme;
        List<Due> units = new ArrayList<>();
        for (long i = 0; i < seconds * 30L; i++) {
            long pts = (i % 60 == 0 ? i : i % 3 == 1 ? i + 2 : i - 1) * FRAME;
            pts = i % 60 == 59 ? i * FRAME : i % 60 == 58 ? i * FRAME : pts;
            units.add(new Due(i * FRAME, VIDEO, pts + 2 * FRAME, i * FRAME, 0));
        }
        for (long at = 0; withSound && at < seconds * SECOND; at += PACKET) {
            units.add(new Due(at + skew, AUDIO, at + 2 * FRAME, at + 2 * FRAME, PACKET));
        }
        units.sort(Comparator.comparingLong(Due::at));
        for (Due unit : units) {
            int number = (int) Math.min((seconds - 1) / 2, Math.max(0, unit.at) / (2 * SECOND));
            while (segments.size() <= number) {
                Segment segment = new Segment();
                segment.uploaded = 1_000_000_000L + 2_000L * segments.size();
                segments.add(segment);
            }
            Stamp stamp = new Stamp(
                    unit.track,
                    unit.track == VIDEO,
                    Ticks.wrapped(unit.pts + clock),
                    Ticks.wrapped(unit.dts + clock),
                    unit.ticks,
                    (int) (unit.pts * 31 + unit.track + programme * 1_000_003L));
            segments.get(number).units.add(new Published(programme, unit.track, unit.pts, stamp));
        }
    }

    /** What is written on content from a time on is another clock's, in all tracks or in one. */
    TimedBroadcast jump(long content, long ticks, int track) {
        for (Segment segment : segments) {
            segment.units.replaceAll(unit -> {
                long decoded = unit.content - Ticks.between(unit.stamp.dts(), unit.stamp.pts());
                boolean behind = (unit.track == VIDEO ? decoded + 2 * FRAME : unit.content) >= content
                        && unit.programme == programme;
                return behind && (track < 0 || unit.track == track) ? moved(unit, ticks) : unit;
            });
        }
        return this;
    }

    static Published moved(Published unit, long ticks) {
        Stamp stamp = unit.stamp;
        return new Published(
                unit.programme,
                unit.track,
                unit.content,
                new Stamp(
                        stamp.track(),
                        stamp.picture(),
                        Ticks.wrapped(stamp.pts() + ticks),
                        Ticks.wrapped(stamp.dts() + ticks),
                        stamp.ticks(),
                        stamp.check()));
    }

    /** Segments of another programme, put before the segment of this number. */
    TimedBroadcast insert(int before, TimedBroadcast other) {
        segments.addAll(before, other.segments);
        for (int i = 0; i < segments.size(); i++) {
            segments.get(i).uploaded = 1_000_000_000L + 2_000L * i;
        }
        return this;
    }

    /** A track is away in some segments. */
    TimedBroadcast without(int track, int from, int to) {
        segments.subList(from, to).forEach(segment -> segment.units.removeIf(unit -> unit.track == track));
        return this;
    }

    /** The publisher uploads its last segments again. */
    TimedBroadcast repeat(int from, int to) {
        List<Segment> again =
                segments.subList(from, to).stream().map(Segment::copy).toList();
        again.forEach(segment -> segment.repeats = true);
        segments.addAll(to, again);
        return this;
    }

    /** All segments are numbered without a gap. */
    TimedBroadcast numbered() {
        segments.forEach(segment -> segment.next = true);
        return this;
    }

    /** The first units of a track in a segment do not arrive. */
    TimedBroadcast lose(int segment, int track, int units) {
        List<Published> lost = segments.get(segment).units.stream()
                .filter(unit -> unit.track == track)
                .limit(units)
                .toList();
        segments.get(segment).units.removeAll(lost);
        return this;
    }

    TimedBroadcast lose(int segment) {
        segments.remove(segment);
        return this;
    }
}
