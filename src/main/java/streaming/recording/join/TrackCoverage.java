package streaming.recording.join;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How much of the time line one track fills.
 *
 * @param percent of the length of the recording, holes that were closed included
 * @param holes where there is nothing of the track, in their order
 */
record TrackCoverage(double percent, List<Hole> holes) {

    /** Ticks from the start of the joined media; {@code kept}: whether the hole stays as time. */
    record Hole(long position, long length, boolean kept) {}

    /**
     * From the holes of a track, and those of all tracks that were closed.
     *
     * @param parts of the joined stream that the track is made of, one after the other
     */
    static TrackCoverage of(JoinResult result, List<JoinResult.Track> parts) {
        List<Hole> holes = null;
        for (JoinResult.Track part : parts) {
            List<Hole> own = part.holes().stream()
                    .map(hole -> new Hole(hole.position(), hole.length(), hole.kept()))
                    .sorted(Comparator.comparingLong(Hole::position))
                    .toList();
            holes = holes == null ? new ArrayList<>(own) : common(holes, own);
        }
        holes = holes == null ? new ArrayList<>() : holes;
        for (JoinResult.Hole hole : result.holes()) {
            if (!hole.kept()) {
                holes.add(new Hole(hole.position(), hole.length(), false));
            }
        }
        holes.sort(Comparator.comparingLong(Hole::position));
        return of(result.length() + closed(result.holes()), holes);
    }

    /** @param some in their order, as the others, and none over another */
    private static List<Hole> common(List<Hole> some, List<Hole> others) {
        List<Hole> common = new ArrayList<>();
        int first = 0;
        for (Hole one : some) {
            while (first < others.size() && others.get(first).position + others.get(first).length <= one.position) {
                first++;
            }
            for (Hole other : others.subList(first, others.size())) {
                if (other.position >= one.position + one.length) {
                    break;
                }
                long from = Math.max(one.position, other.position);
                long to = Math.min(one.position + one.length, other.position + other.length);
                if (to > from) {
                    common.add(new Hole(from, to - from, true));
                }
            }
        }
        return common;
    }

    /**
     * Percent of the time of the broadcast, of the track that lost most of it behind its first unit.
     *
     * @param tracks each with the parts of the joined stream that it is made of
     */
    static double least(JoinResult result, List<List<JoinResult.Track>> tracks) {
        long whole = result.length() + closed(result.holes());
        double least = percent(result.length(), result.holes());
        for (List<JoinResult.Track> parts : tracks) {
            least = Math.min(least, of(result, parts).behindItsFirstUnit(whole));
        }
        return least;
    }

    /** The same of a track alone. @param whole ticks of the recording, holes that were closed included */
    double behindItsFirstUnit(long whole) {
        return percent(
                whole,
                holes.stream()
                        .filter(hole -> hole.position > 0 || !hole.kept)
                        .mapToLong(Hole::length)
                        .sum());
    }

    /** @param whole ticks, holes that were closed included */
    static TrackCoverage of(long whole, List<Hole> holes) {
        return new TrackCoverage(
                percent(whole, holes.stream().mapToLong(Hole::length).sum()), List.copyOf(holes));
    }

    /** The same of all tracks together: percent of the time of the broadcast. */
    static double percent(long length, List<JoinResult.Hole> holes) {
        return percent(
                length + closed(holes),
                holes.stream().mapToLong(JoinResult.Hole::length).sum());
    }

    void write(ObjectNode track) {
        BoundedArray told = BoundedArray.in(track.put("coverage", percent), "holes");
        holes.forEach(hole -> told.add(one -> one.put("at", CompletenessReport.seconds(hole.position))
                .put("length", CompletenessReport.seconds(hole.length))
                .put("kept", hole.kept)));
    }

    static long closed(List<JoinResult.Hole> holes) {
        return holes.stream()
                .filter(hole -> !hole.kept())
                .mapToLong(JoinResult.Hole::length)
                .sum();
    }

    private static double percent(long whole, long missing) {
        return Math.round(10_000.0 * Math.max(0, whole - missing) / Math.max(1, whole)) / 100.0;
    }
}
