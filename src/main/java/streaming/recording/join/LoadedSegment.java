package streaming.recording.join;

import java.util.ArrayList;
import java.util.List;
import streaming.recording.timeline.SegmentTimes;
import streaming.recording.timeline.Stamp;

/** A segment, or a part of a large one, with its units and their bytes. */
final class LoadedSegment {
    final JoinSegment segment;
    final int index;
    final SegmentUnits units = new SegmentUnits();
    /** The first part, and the publisher said that a new run begins here. */
    boolean told;

    boolean lossy;
    private SegmentTimes times;

    LoadedSegment(JoinSegment segment, int index) {
        this.segment = segment;
        this.index = index;
    }

    /** All units have been added. */
    void settle() {
        units.settle();
        List<Stamp> stamps = new ArrayList<>();
        units.all().forEach(unit -> stamps.add(unit.stamp()));
        times = new SegmentTimes(index, told, segment.uploaded(), segment.next(), lossy, stamps);
    }

    SegmentTimes times() {
        return times;
    }
}
