package streaming.recording.join;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.Damage;

/**
 * Which segments of a recording are absent or damaged, and so the cause of a hole.
 *
 * @param segments in the order of the broadcast
 * @param gaps numbers that are missing between two segments of a run
 * @param beyond segments that could not be fetched, or were lost, and lie in none of the gaps
 * @param lost how many were captured, and lost then
 */
record Absences(List<CapturedSegment> segments, List<Gap> gaps, List<MissingSegment> beyond, long lost) {

    /** Numbers that are missing in a run, with what is known of the reason. */
    record Gap(int run, long from, long to, String cause) {}

    /** What was lost before all that is here, or behind it. */
    private record Outside(long ticks, String cause) {}

    /** Where a segment stands by its number. */
    private record Place(int run, long number) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return run == other.run ? Long.compare(number, other.number) : Integer.compare(run, other.run);
        }
    }

    static Absences of(List<CapturedSegment> segments, List<MissingSegment> missing) {
        List<Gap> gaps = gaps(segments, missing);
        TreeMap<Place, Gap> places = new TreeMap<>();
        gaps.forEach(gap -> places.put(new Place(gap.run(), gap.from()), gap));
        return new Absences(
                segments,
                gaps,
                missing.stream()
                        .filter(segment -> !isWithin(places.floorEntry(place(segment)), segment))
                        .toList(),
                missing.stream().filter(MissingSegment::lost).count());
    }

    private static Place place(MissingSegment segment) {
        return new Place(segment.run(), segment.sequence());
    }

    private static boolean isWithin(Map.Entry<Place, Gap> before, MissingSegment segment) {
        return before != null && contains(before.getValue(), segment);
    }

    /** @param duplicate segments that were left out because they hold what others held */
    void write(ObjectNode node, int duplicate) {
        long absent = gaps.stream().mapToLong(gap -> gap.to() - gap.from() + 1).sum();
        node.put("expected", segments.size() - duplicate + absent + beyond.size());
        node.put("captured", segments.size());
        node.put("missing", absent + beyond.size());
        // its place in the report is before the list
        node.put("damaged", 0);
        node.put("duplicate", duplicate);
        BoundedArray damage = BoundedArray.in(node, "damage");
        long damaged = 0;
        for (CapturedSegment segment : segments) {
            if (segment.reason() != null) {
                damaged++;
                damage.add(one -> one.put("segment", segment.objectKey()).put("reason", segment.reason()));
            }
        }
        node.put("damaged", damaged);
        BoundedArray absences = BoundedArray.in(node, "absences");
        gaps.forEach(gap -> absences.add(one -> one.put("run", gap.run())
                .put("from", gap.from())
                .put("to", gap.to())
                .put("cause", gap.cause())));
        beyond.forEach(segment -> absences.add(one -> one.put("run", segment.run())
                .put("from", segment.sequence())
                .put("to", segment.sequence())
                .put("cause", segment.reason())));
    }

    /** The doubt that segments which were captured were lost; empty when none were. */
    Optional<Doubt> doubt() {
        return lost == 0
                ? Optional.empty()
                : Optional.of(new Doubt(
                        Doubt.SEGMENTS_LOST,
                        (lost == 1 ? "1 segment was" : lost + " segments were")
                                + " captured and lost with the files, and could not be fetched again"));
    }

    /**
     * Percent of the time of the broadcast, with what is known to have been before its first segment that can be read
     * and behind its last.
     *
     * @param percent of what lies between them
     * @param whole ticks between them
     */
    double coverage(double percent, long whole) {
        long outside = Stream.of(head(), tail())
                .flatMap(List::stream)
                .mapToLong(Outside::ticks)
                .sum();
        return outside == 0 ? percent : Math.round(100 * percent * whole / (whole + outside)) / 100.0;
    }

    /** What came before all that is here, and was lost or cannot be read. */
    void writeHead(BoundedArray holes) {
        write(holes, head(), 0);
    }

    /** The same behind all that is here. @param end of that, ticks */
    void writeTail(BoundedArray holes, long end) {
        write(holes, tail(), end);
    }

    private List<Outside> head() {
        List<Outside> outside = new ArrayList<>();
        beyond.stream().filter(this::isHead).forEach(segment -> outside.add(lost(segment)));
        int first = 0;
        while (first < segments.size() - 1 && !hasMedia(first)) {
            first++;
        }
        for (int at = 0; at < first; at++) {
            unreadable(at, first).ifPresent(outside::add);
        }
        return outside;
    }

    private List<Outside> tail() {
        List<Outside> outside = new ArrayList<>();
        int last = segments.size() - 1;
        while (last > 0 && !hasMedia(last)) {
            last--;
        }
        cutOff(last).ifPresent(outside::add);
        for (int at = last + 1; at < segments.size(); at++) {
            unreadable(at, last).ifPresent(outside::add);
        }
        beyond.stream().filter(this::isTail).forEach(segment -> outside.add(lost(segment)));
        return outside;
    }

    private boolean hasMedia(int at) {
        return segments.get(at).content().hasMedia();
    }

    private static Outside lost(MissingSegment segment) {
        return new Outside(segment.ticks(), segment.objectKey() + " is missing: " + segment.reason());
    }

    /** No clock tells how long it was: as long as its neighbour. One that was read and held no media lost nothing. */
    private Optional<Outside> unreadable(int at, int neighbour) {
        CapturedSegment segment = segments.get(at);
        return segment.reason() == null || segment.reason().equals(CapturedSegment.NO_MEDIA)
                ? Optional.empty()
                : Optional.of(damaged(segment, segments.get(neighbour).content().length()));
    }

    /** The last segment ends in the middle: what lacks to the length of the one before it. */
    private Optional<Outside> cutOff(int last) {
        CapturedSegment segment = segments.get(last);
        int before = last - 1;
        while (before > 0 && !hasMedia(before)) {
            before--;
        }
        boolean cut = before >= 0
                && segment.reason() != null
                && segment.reason().contains(Damage.CUT_OFF)
                && segments.get(before).content().length() > segment.content().length();
        return cut
                ? Optional.of(damaged(
                        segment,
                        segments.get(before).content().length()
                                - segment.content().length()))
                : Optional.empty();
    }

    private static Outside damaged(CapturedSegment segment, long ticks) {
        return new Outside(ticks, segment.objectKey() + " is damaged: " + segment.reason());
    }

    private boolean isHead(MissingSegment segment) {
        return compare(segment, segments.get(0)) < 0;
    }

    private boolean isTail(MissingSegment segment) {
        return compare(segment, segments.get(segments.size() - 1)) > 0;
    }

    private static int compare(MissingSegment missing, CapturedSegment segment) {
        return missing.run() == segment.run()
                ? Long.compare(missing.sequence(), segment.sequence())
                : Integer.compare(missing.run(), segment.run());
    }

    private void write(BoundedArray holes, List<Outside> outside, long at) {
        long length = outside.stream().mapToLong(Outside::ticks).sum();
        if (length > 0) {
            CapturedSegment neighbour = segments.get(at == 0 ? 0 : segments.size() - 1);
            holes.add(one -> one.put("at", CompletenessReport.seconds(at))
                    .put("length", CompletenessReport.seconds(length))
                    .put("kept", false)
                    .put("wall_clock", neighbour.lastModified().toString())
                    .put("cause", outside.get(0).cause()));
        }
    }

    /** Holes with their wall-clock time, that of the store, and their cause. */
    void write(BoundedArray node, List<JoinResult.Hole> holes) {
        for (JoinResult.Hole hole : holes) {
            node.add(one -> one.put("at", CompletenessReport.seconds(hole.position()))
                    .put("length", CompletenessReport.seconds(hole.length()))
                    .put("kept", hole.kept())
                    .put(
                            "wall_clock",
                            segments.get(hole.before()).lastModified().toString())
                    .put("cause", cause(hole)));
        }
    }

    private String cause(JoinResult.Hole hole) {
        CapturedSegment before = segments.get(hole.before());
        CapturedSegment after = segments.get(hole.after());
        Gap gap = behind(before);
        if (gap != null && gap.to() < after.sequence()) {
            return (gap.from() == gap.to()
                            ? "segment " + gap.from() + " is missing: "
                            : "segments " + gap.from() + " to " + gap.to() + " are missing: ")
                    + gap.cause();
        }
        for (CapturedSegment segment : segments.subList(hole.before(), hole.after() + 1)) {
            if (segment.reason() != null) {
                return segment.objectKey() + " is damaged: " + segment.reason();
            }
        }
        return "the broadcast paused";
    }

    /** The first gap of its run behind this segment, or null: they are in the order of their numbers. */
    private Gap behind(CapturedSegment segment) {
        int from = 0;
        int to = gaps.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            Gap gap = gaps.get(middle);
            boolean before = gap.run() == segment.run() ? gap.from() <= segment.sequence() : gap.run() < segment.run();
            from = before ? middle + 1 : from;
            to = before ? to : middle;
        }
        return from < gaps.size() && gaps.get(from).run() == segment.run() ? gaps.get(from) : null;
    }

    private static List<Gap> gaps(List<CapturedSegment> segments, List<MissingSegment> missing) {
        List<Gap> gaps = new ArrayList<>();
        TreeMap<Place, MissingSegment> known = new TreeMap<>();
        missing.forEach(segment -> known.putIfAbsent(place(segment), segment));
        CapturedSegment before = null;
        for (int place : byNumber(segments)) {
            CapturedSegment next = segments.get(place);
            if (before != null && before.run() == next.run()) {
                int run = next.run();
                long from = before.sequence() + 1;
                long to = next.sequence() - 1;
                if (to >= from && !goesOn(before, next, to - from + 1)) {
                    Map.Entry<Place, MissingSegment> first = known.ceilingEntry(new Place(run, from));
                    boolean found = first != null
                            && first.getKey().run() == run
                            && first.getKey().number() <= to;
                    gaps.add(new Gap(run, from, to, found ? first.getValue().reason() : "never seen in the bucket"));
                }
            }
            before = next;
        }
        return gaps;
    }

    /** The places of those with a number, by run and number; most have this order already. */
    private static int[] byNumber(List<CapturedSegment> segments) {
        int[] places = new int[segments.size()];
        int[] runs = new int[places.length];
        long[] sequences = new long[places.length];
        int size = 0;
        boolean ordered = true;
        for (int place = 0; place < places.length; place++) {
            CapturedSegment segment = segments.get(place);
            if (segment.numbered()) {
                places[size] = place;
                runs[place] = segment.run();
                sequences[place] = segment.sequence();
                ordered &= size == 0 || compare(runs, sequences, places[size - 1], place) <= 0;
                size++;
            }
        }
        IntStream numbered = Arrays.stream(places, 0, size);
        return (ordered
                        ? numbered
                        : numbered.boxed()
                                .sorted((a, b) -> compare(runs, sequences, a, b))
                                .mapToInt(Integer::intValue))
                .toArray();
    }

    private static int compare(int[] runs, long[] sequences, int a, int b) {
        return runs[a] == runs[b] ? Long.compare(sequences[a], sequences[b]) : Integer.compare(runs[a], runs[b]);
    }

    /** Numbers that were never used, as of names that tell the time: the clock goes on as if nothing were between. */
    private static boolean goesOn(CapturedSegment before, CapturedSegment after, long numbers) {
        if (!before.content().hasMedia() || !after.content().hasMedia()) {
            return false;
        }
        long step = Ticks.between(before.content().end(), after.content().start());
        return Math.abs(step) <= numbers * before.content().length() / 10;
    }

    private static boolean contains(Gap gap, MissingSegment segment) {
        return gap.run() == segment.run() && segment.sequence() >= gap.from() && segment.sequence() <= gap.to();
    }
}
