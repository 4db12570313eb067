package streaming.recording.kit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is published as one object, before it is written. */
final class Segment {
    final List<AccessUnit> units;
    /** EXT-X-DISCONTINUITY stands before it. */
    boolean discontinuity;

    Segment(List<AccessUnit> units) {
        this.units = units;
    }

    Segment copy() {
        return new Segment(new ArrayList<>(units.stream().map(AccessUnit::copy).toList()));
    }

    /** Video first, as encoders list it. */
    List<Track> tracks() {
        return units.stream()
                .map(unit -> unit.track)
                .distinct()
                .sorted(Comparator.comparing(Track::kind).thenComparing(Track::pid))
                .toList();
    }
}
