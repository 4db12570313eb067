package streaming.recording.media;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of the time line one track fills.
 *
 * @param percent of the length of the recording, holes that were closed included
 * @param holes   where there is nothing of the track, in their order
 */
record TrackCoverage(double percent, List<Hole> holes) {

    /** Less than this at the beginning or the end of a track is how the tracks were muxed, and no hole; in ticks. */
    private static final long HOLE = Ticks.PER_SECOND / 10;

    /** Ticks from the start of the joined media; {@code kept}: whether the hole stays as time. */
    record Hole(long position, long length, boolean kept) {
    }

    /** From the holes of all tracks together, and from where this one begins and ends. */
    static TrackCoverage of(JoinResult result, JoinResult.Track track) {
        List<Hole> holes = new ArrayList<>();
        if (track.start() > HOLE) {
            holes.add(new Hole(0, track.start(), true));
        }
        result.holes().stream().filter(hole -> hole.position() >= track.start() && hole.position() < track.end())
                .forEach(hole -> holes.add(new Hole(hole.position(), hole.length(), hole.kept())));
        if (result.length() - track.end() > HOLE) {
            holes.add(new Hole(track.end(), result.length() - track.end(), true));
        }
        long missing = holes.stream().mapToLong(Hole::length).sum();
        long closed = result.holes().stream().filter(hole -> !hole.kept()).mapToLong(JoinResult.Hole::length).sum();
        long all = Math.max(1, result.length() + closed);
        return new TrackCoverage(Math.round(10_000.0 * Math.max(0, all - missing) / all) / 100.0, List.copyOf(holes));
    }
}
