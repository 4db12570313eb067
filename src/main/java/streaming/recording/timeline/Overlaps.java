package streaming.recording.timeline;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds those gaps that lie over another one, also among the hundred thousand of a broken month. */
final class Overlaps {

    /** In the order of their beginnings. */
    private final List<Gap> gaps;
    /** The latest end of all up to here. */
    private final long[] reach;

    Overlaps(Stream<Gap> all) {
        gaps = all.sorted(Comparator.comparingLong(Gap::from)).toList();
        reach = new long[gaps.size()];
        for (int i = 0; i < reach.length; i++) {
            reach[i] =
                    Math.max(i == 0 ? Long.MIN_VALUE : reach[i - 1], gaps.get(i).to());
        }
    }

    /** Those that have some of its time. */
    Stream<Gap> over(Gap gap) {
        int found = Arrays.binarySearch(reach, gap.from());
        int first = found < 0 ? -found - 1 : found;
        return IntStream.range(first, gaps.size())
                .mapToObj(gaps::get)
                .takeWhile(other -> other.from() < gap.to())
                .filter(other -> other.to() > gap.from());
    }
}
