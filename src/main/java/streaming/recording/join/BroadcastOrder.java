package streaming.recording.join;

import java.time.Instant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The segments of a ledger in the order of the broadcast, as {@code segments_in_order} puts them in SQL, where it takes
 * a second for 20,000 of them: by run, then by the stem that was uploaded first, then by number. Where names without a
 * number are among them, the stems say nothing. Of each segment a few numbers are in memory; the segment is asked of
 * the ledger when it is asked for.
 */
final class BroadcastOrder extends AbstractList<CapturedSegment> implements RandomAccess {

    private static final Pattern STEM = Pattern.compile("(.*?)\\d{1,18}(?:\\.[A-Za-z0-9]*)?", Pattern.DOTALL);

    private final List<CapturedSegment> ledger;
    /** Of each segment of the ledger. */
    private final int[] runs;

    private final long[] uploaded;
    private final long[] sequences;
    private final long[] names;
    private final long[] stems;
    /** Places in the ledger, in the order of the broadcast, and the run of each. */
    private final int[] places;

    private final int[] numbers;

    private BroadcastOrder(List<CapturedSegment> ledger) {
        this.ledger = ledger;
        int size = ledger.size();
        runs = new int[size];
        uploaded = new long[size];
        sequences = new long[size];
        names = new long[size];
        stems = new long[size];
        numbers = new int[size];
        boolean numbered = read();
        divide();
        long[] begun = stemsBegun(numbered);
        places = sorted(begun);
        for (int at = 1; at < size; at++) {
            int place = places[at];
            int before = places[at - 1];
            boolean another = runs[place] != runs[before] || begun[place] != begun[before];
            numbers[at] = numbers[at - 1] + (another ? 1 : 0);
        }
    }

    /**
     * @param ledger captured and damaged segments, in any order, with the runs that they were captured in
     * @return the same with runs numbered from 0, in their order; another stem is another run
     */
    static List<CapturedSegment> of(List<CapturedSegment> ledger) {
        return new BroadcastOrder(ledger);
    }

    @Override
    public CapturedSegment get(int index) {
        return ledger.get(places[index]).inRun(numbers[index]);
    }

    @Override
    public int size() {
        return places.length;
    }

    /** @return whether each name has a number, and so a stem */
    private boolean read() {
        boolean numbered = true;
        for (int place = 0; place < runs.length; place++) {
            CapturedSegment segment = ledger.get(place);
            runs[place] = segment.run();
            uploaded[place] = micros(segment.lastModified());
            sequences[place] = segment.sequence();
            names[place] = hash(segment.objectKey());
            Matcher stem = STEM.matcher(segment.objectKey());
            numbered &= stem.matches();
            stems[place] = numbered ? hash(stem.group(1)) : 0;
        }
        return numbered;
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
    }

    /** Text as a number: two of a million of those that mean no harm are never the same. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int at = 0; at < text.length(); at++) {
            hash = (hash ^ text.charAt(at)) * 0x100000001b3L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    /**
     * Of a name that was written over, each version but the last is certainly of its own run; all that came later is of
     * the later one.
     */
    private void divide() {
        TreeMap<Integer, Long> begun = new TreeMap<>();
        for (int place = 0; place < runs.length; place++) {
            begun.merge(runs[place], uploaded[place], Math::min);
        }
        if (begun.size() < 2) {
            return;
        }
        Map<Long, Integer> lastRuns = lastRuns();
        for (int place = 0; place < runs.length; place++) {
            int run = runs[place];
            if (run == lastRuns.getOrDefault(names[place], run)) {
                for (Map.Entry<Integer, Long> later : begun.tailMap(run, false).entrySet()) {
                    runs[place] = later.getValue() > uploaded[place] ? runs[place] : later.getKey();
                }
            }
        }
    }

    /** Of the names that have several versions. */
    private Map<Long, Integer> lastRuns() {
        long[] sorted = names.clone();
        Arrays.sort(sorted);
        Map<Long, Integer> lastRuns = new HashMap<>();
        for (int at = 1; at < sorted.length; at++) {
            if (sorted[at] == sorted[at - 1]) {
                lastRuns.put(sorted[at], 0);
            }
        }
        for (int place = 0; place < runs.length; place++) {
            int run = runs[place];
            lastRuns.computeIfPresent(names[place], (name, last) -> Math.max(last, run));
        }
        return lastRuns;
    }

    /** Of each segment, when its stem was first uploaded in its run. */
    private long[] stemsBegun(boolean numbered) {
        record Stem(int run, long name) {}
        Map<Stem, Long> first = new HashMap<>();
        for (int place = 0; place < runs.length; place++) {
            first.merge(new Stem(runs[place], numbered ? stems[place] : 0), uploaded[place], Math::min);
        }
        long[] begun = new long[runs.length];
        for (int place = 0; place < runs.length; place++) {
            begun[place] = first.get(new Stem(runs[place], numbered ? stems[place] : 0));
        }
        return begun;
    }

    private int[] sorted(long[] begun) {
        Comparator<Integer> order = Comparator.<Integer>comparingInt(place -> runs[place])
                .thenComparingLong(place -> begun[place])
                .thenComparingLong(place -> sequences[place])
                .thenComparing((one, other) ->
                        ledger.get(one).objectKey().compareTo(ledger.get(other).objectKey()));
        return IntStream.range(0, runs.length)
                .boxed()
                .sorted(order)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
