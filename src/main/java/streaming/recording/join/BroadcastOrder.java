package streaming.recording.join;

import java.time.Instant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Puts the segments of a ledger into the order of the broadcast, as {@code segments_in_order} does in SQL, where it
 * takes a second for 40,000 of them: as a playlist says, where it gave each segment a number of its own; else by run,
 * then by the stem that was uploaded first, then by number. Where names without a number are among them, the stems say
 * nothing.
 */
final class BroadcastOrder {

    private static final Pattern STEM = Pattern.compile("(.*?)\\d{1,18}(?:\\.[A-Za-z0-9]*)?", Pattern.DOTALL);

    private record Placed(CapturedSegment segment, int run, Instant stemAt) {}

    private record Stem(int run, String name) {}

    private BroadcastOrder() {}

    /**
     * @param told the media sequence of each, or null
     * @param again those that are further places of another one
     * @return as {@link #of(List)}; without further places where the media sequences do not say the order
     */
    static List<CapturedSegment> of(List<CapturedSegment> ledger, List<Long> told, BitSet again) {
        if (!told.contains(null) && new HashSet<>(told).size() == told.size()) {
            return IntStream.range(0, told.size())
                    .boxed()
                    .sorted(Comparator.comparing(told::get))
                    .map(index -> ledger.get(index).inRun(0))
                    .toList();
        }
        return of(
                again.isEmpty()
                        ? ledger
                        : IntStream.range(0, ledger.size())
                                .filter(index -> !again.get(index))
                                .mapToObj(ledger::get)
                                .toList());
    }

    /**
     * @param ledger captured and damaged segments, in any order, with the runs that they were captured in
     * @return the same with runs numbered from 0, in their order; another stem is another run
     */
    static List<CapturedSegment> of(List<CapturedSegment> ledger) {
        Map<String, Integer> lastRuns = new HashMap<>();
        TreeMap<Integer, Instant> begun = new TreeMap<>();
        for (CapturedSegment segment : ledger) {
            lastRuns.merge(segment.objectKey(), segment.run(), Math::max);
            begun.merge(segment.run(), segment.lastModified(), (a, b) -> a.isBefore(b) ? a : b);
        }
        Map<String, String> names = new HashMap<>();
        for (CapturedSegment segment : ledger) {
            Matcher matcher = STEM.matcher(segment.objectKey());
            names.put(segment.objectKey(), matcher.matches() ? matcher.group(1) : null);
        }
        boolean stems = !names.containsValue(null);
        Map<Stem, Instant> first = new HashMap<>();
        for (CapturedSegment segment : ledger) {
            first.merge(
                    stem(segment, run(segment, lastRuns, begun), names, stems),
                    segment.lastModified(),
                    (a, b) -> a.isBefore(b) ? a : b);
        }
        List<Placed> placed = ledger.stream()
                .map(segment -> {
                    int run = run(segment, lastRuns, begun);
                    return new Placed(segment, run, first.get(stem(segment, run, names, stems)));
                })
                .sorted(Comparator.comparingInt(Placed::run)
                        .thenComparing(Placed::stemAt)
                        .thenComparingLong(one -> one.segment.sequence())
                        .thenComparing(one -> one.segment.objectKey()))
                .toList();
        Map<Map.Entry<Integer, Instant>, Integer> numbers = new HashMap<>();
        return placed.stream()
                .map(one -> one.segment.inRun(
                        numbers.computeIfAbsent(Map.entry(one.run, one.stemAt), key -> numbers.size())))
                .toList();
    }

    /**
     * Of a name that was written over, each version but the last is certainly of its own run; all that came later is of
     * the later one.
     */
    private static int run(CapturedSegment segment, Map<String, Integer> lastRuns, TreeMap<Integer, Instant> begun) {
        int run = segment.run();
        if (run == lastRuns.get(segment.objectKey())) {
            for (Map.Entry<Integer, Instant> later : begun.tailMap(run, false).entrySet()) {
                run = later.getValue().isAfter(segment.lastModified()) ? run : later.getKey();
            }
        }
        return run;
    }

    private static Stem stem(CapturedSegment segment, int run, Map<String, String> names, boolean stems) {
        return new Stem(run, stems ? names.get(segment.objectKey()) : "");
    }
}
