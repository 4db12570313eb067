package streaming.recording.join;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Puts the segments of a ledger into the order of the broadcast, as {@code segments_in_order} does in SQL, where it
 * takes a second for 20,000 of them: as a playlist says, where it gave each segment a media sequence of its own; else
 * by run, then by the stem that was uploaded first, then by number. Where names without a number are among them, the
 * stems say nothing. Of each segment a few numbers are in memory.
 */
final class BroadcastOrder {

    /** No playlist told the media sequence of a segment. */
    static final long UNTOLD = -1;

    private static final Pattern STEM = Pattern.compile("(.*?)\\d{1,18}(?:\\.[A-Za-z0-9]*)?", Pattern.DOTALL);

    private final List<CapturedSegment> ledger;
    /** Of those of the ledger that are put into order, as all that follows. */
    private final int[] places;

    private final int[] runs;
    private final long[] uploaded;
    private final long[] sequences;
    private final long[] names;
    private final long[] stems;

    private BroadcastOrder(List<CapturedSegment> ledger, int[] places) {
        this.ledger = ledger;
        this.places = places;
        runs = new int[places.length];
        uploaded = new long[places.length];
        sequences = new long[places.length];
        names = new long[places.length];
        stems = new long[places.length];
    }

    /**
     * @param ledger captured and damaged segments, in any order, with the runs that they were captured in
     * @return the same with runs numbered from 0, in their order; another stem is another run
     */
    static List<CapturedSegment> of(List<CapturedSegment> ledger) {
        return new BroadcastOrder(ledger, IntStream.range(0, ledger.size()).toArray()).byName();
    }

    /**
     * @param told the media sequence of each, or {@link #UNTOLD}
     * @param again those that are further places of another one
     * @return as {@link #of(List)}; with further places, where each segment has a media sequence of its own, in that
     *     order, with the runs of their names; else without them
     */
    static List<CapturedSegment> of(List<CapturedSegment> ledger, long[] told, BitSet again) {
        if (again.isEmpty()) {
            return of(ledger);
        }
        if (isOrder(told)) {
            PickedSegments byName =
                    new BroadcastOrder(ledger, IntStream.range(0, told.length).toArray()).byName();
            int[] places = sorted(told.length, Comparator.comparingLong(place -> told[place]));
            return new PickedSegments(ledger, places, byName.runsOf(places));
        }
        int[] first = IntStream.range(0, told.length)
                .filter(place -> !again.get(place))
                .toArray();
        return new BroadcastOrder(ledger, first).byName();
    }

    private static boolean isOrder(long[] told) {
        long[] sorted = told.clone();
        Arrays.sort(sorted);
        return sorted.length > 0
                && sorted[0] != UNTOLD
                && IntStream.range(1, sorted.length).noneMatch(at -> sorted[at] == sorted[at - 1]);
    }

    private PickedSegments byName() {
        boolean numbered = read();
        divide();
        long[] begun = stemsBegun(numbered);
        int[] order = sorted(begun);
        int[] picked = new int[order.length];
        int[] numbers = new int[order.length];
        for (int at = 0; at < order.length; at++) {
            picked[at] = places[order[at]];
            boolean another =
                    at > 0 && (runs[order[at]] != runs[order[at - 1]] || begun[order[at]] != begun[order[at - 1]]);
            numbers[at] = (at == 0 ? 0 : numbers[at - 1]) + (another ? 1 : 0);
        }
        return new PickedSegments(ledger, picked, numbers);
    }

    /** @return whether each name has a number, and so a stem */
    private boolean read() {
        boolean numbered = true;
        for (int place = 0; place < runs.length; place++) {
            CapturedSegment segment = ledger.get(places[place]);
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
        return MurmurHash3.hash128x64(text.getBytes(StandardCharsets.UTF_8))[0];
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
        return sorted(
                runs.length,
                Comparator.<Integer>comparingInt(place -> runs[place])
                        .thenComparingLong(place -> begun[place])
                        .thenComparingLong(place -> sequences[place])
                        .thenComparing((one, other) -> key(one).compareTo(key(other))));
    }

    private String key(int place) {
        return ledger.get(places[place]).objectKey();
    }

    private static int[] sorted(int size, Comparator<Integer> order) {
        return IntStream.range(0, size)
                .boxed()
                .sorted(order)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
