package streaming.recording.timeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Adds up for what time there is nothing, in each track and in all. */
final class Gaps {
    /** Time missing is called a gap from this length on. */
    static final long LEAST = Ticks.PER_SECOND / 10;

    private final List<Gap> found = new ArrayList<>();
    private final List<Gap> closed = new ArrayList<>();
    /** Short ones between pictures, which may be the habit of an encoder that leaves pictures out. */
    private final List<Gap> unsure = new ArrayList<>();

    void add(Gap gap) {
        (gap.kept() ? found : closed).add(gap);
    }

    /** This one is a gap only when sound is missing there too, or there is no sound. */
    void addUnsure(Gap gap) {
        unsure.add(gap);
    }

    /** @param silences gaps of sound */
    private static boolean isSure(Gap gap, Collection<Playhead> heads, Overlaps silences) {
        boolean silent = heads.stream()
                .noneMatch(head ->
                        !head.picture && head.started() && head.startPts < gap.to() && head.endPts > gap.from());
        return silent
                || silences.over(gap)
                        .anyMatch(other -> 2 * (Math.min(gap.to(), other.to()) - Math.max(gap.from(), other.from()))
                                >= gap.length());
    }

    /** Gaps of single tracks, also before their first unit and behind their last. */
    List<Gap> ofTracks(Collection<Playhead> heads) {
        List<Gap> gaps = new ArrayList<>();
        Set<Integer> sounds = heads.stream()
                .filter(head -> !head.picture)
                .map(head -> head.track)
                .collect(Collectors.toSet());
        Overlaps silences = new Overlaps(found.stream().filter(gap -> sounds.contains(gap.track())));
        long start = heads.stream()
                .filter(Playhead::started)
                .mapToLong(head -> head.startPts)
                .min()
                .orElse(0);
        long end = heads.stream()
                .filter(Playhead::started)
                .mapToLong(head -> head.endPts)
                .max()
                .orElse(0);
        for (Playhead head : heads) {
            if (head.started()) {
                if (head.startPts - start > Ticks.PER_SECOND) {
                    gaps.add(new Gap(head.track, start, head.startPts - start, true, -1, head.firstSegment));
                }
                found.stream().filter(gap -> gap.track() == head.track).forEach(gaps::add);
                unsure.stream()
                        .filter(gap -> gap.track() == head.track && isSure(gap, heads, silences))
                        .forEach(gaps::add);
                if (end - head.endPts > Ticks.PER_SECOND) {
                    gaps.add(new Gap(head.track, head.endPts, end - head.endPts, true, head.lastSegment, -1));
                }
            }
        }
        return gaps;
    }

    /** Gaps in which no track has anything, and those that were closed. */
    List<Gap> ofAll(Collection<Playhead> heads) {
        List<Gap> common = null;
        List<Gap> single = ofTracks(heads);
        for (Playhead head : heads) {
            if (head.started()) {
                List<Gap> own = single.stream()
                        .filter(gap -> gap.track() == head.track)
                        .sorted(Comparator.comparingLong(Gap::from))
                        .toList();
                common = common == null ? own : common(common, own);
            }
        }
        List<Gap> all = new ArrayList<>(closed);
        if (common != null) {
            common.stream()
                    .filter(gap -> gap.length() > LEAST)
                    .forEach(gap ->
                            all.add(new Gap(Gap.ALL, gap.from(), gap.length(), true, gap.before(), gap.after())));
        }
        all.sort(Comparator.comparingLong(Gap::from));
        return all;
    }

    private static List<Gap> common(List<Gap> some, List<Gap> others) {
        List<Gap> common = new ArrayList<>();
        Overlaps overlaps = new Overlaps(others.stream());
        for (Gap one : some) {
            overlaps.over(one)
                    .forEach(other -> common.add(
                            common(one, other, Math.min(one.to(), other.to()) - Math.max(one.from(), other.from()))));
        }
        return common;
    }

    /**
     * A gap of two tracks. The last units before it end a little apart, so where they lack the same time, as they do
     * when the clock goes forward, it is longer than what they have in common.
     */
    private static Gap common(Gap one, Gap other, long both) {
        Gap shorter = one.length() < other.length() ? one : other;
        boolean same = Math.abs(one.length() - other.length()) <= LEAST && 2 * both >= shorter.length();
        int before = Math.max(one.before(), other.before());
        int after = Math.min(one.after(), other.after());
        // of tracks that lie apart in the file: the one whose gap it is nearly
        boolean crossed = before > after && after >= 0;
        return new Gap(
                Gap.ALL,
                Math.max(one.from(), other.from()),
                same ? shorter.length() : both,
                true,
                crossed ? shorter.before() : before,
                crossed ? shorter.after() : after);
    }
}
