package streaming.recording.join;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/** Segments of a ledger in another order; each is asked of the ledger when it is asked for. */
final class PickedSegments extends AbstractList<CapturedSegment> implements RandomAccess {

    private final List<CapturedSegment> ledger;
    private final int[] places;
    private final int[] runs;

    /**
     * @param places in the ledger
     * @param runs of each place its run, which replaces that of the ledger
     */
    PickedSegments(List<CapturedSegment> ledger, int[] places, int[] runs) {
        this.ledger = ledger;
        this.places = places;
        this.runs = runs;
    }

    /** The run that each place of the ledger has here. @param others all of these places, in another order */
    int[] runsOf(int[] others) {
        int[] of = new int[places.length];
        for (int at = 0; at < places.length; at++) {
            of[places[at]] = runs[at];
        }
        return Arrays.stream(others).map(place -> of[place]).toArray();
    }

    @Override
    public CapturedSegment get(int index) {
        return ledger.get(places[index]).inRun(runs[index]);
    }

    @Override
    public int size() {
        return places.length;
    }
}
