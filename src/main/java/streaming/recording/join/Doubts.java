package streaming.recording.join;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.Unrecorded;

/** Finds the reasons to doubt a recording. What only another step can know is told to the join: {@link Join#doubt}. */
final class Doubts {

    /** So many units of a track in a hundred may be dropped: a broken packet now and then is no doubt. */
    private static final long PERCENT = 1;
    /** The same unit was given out before, or no decoder could have shown it. */
    private static final Set<String> NO_LOSS = Set.of("repeated", "before the first key frame");

    /** A clock that is ahead by no more than this lost nothing that can be seen, in ticks. */
    private static final long UNEXPLAINED = Ticks.PER_SECOND;

    /** Of one kind. */
    private static final int MOST = 100;

    private Doubts() {}

    /** @return empty when there is none; the same is never said twice */
    static List<Doubt> of(Join join) {
        Set<Doubt> doubts = new LinkedHashSet<>(ofResult(join.result()));
        join.accounts().stream()
                .filter(account -> !account.isBalanced())
                .forEach(account -> doubts.add(account.doubt()));
        doubts.addAll(join.doubts());
        return List.copyOf(doubts);
    }

    static List<Doubt> ofResult(JoinResult result) {
        List<Doubt> doubts = new ArrayList<>();
        List<JoinResult.Dropped> lost = result.dropped().stream()
                .filter(drop -> drop.units() > 0 && !NO_LOSS.contains(drop.reason()))
                .toList();
        long unplanned = units(lost, -1);
        if (unplanned > 0) {
            doubts.add(new Doubt(
                    Doubt.TRACK_NOT_RECORDED,
                    "a track appeared that the MP4 has no place for, at least " + unplanned
                            + (unplanned == 1 ? " unit" : " units") + " of it"));
        }
        result.unrecorded().stream()
                .filter(Unrecorded::isMissed)
                .forEach(missed -> doubts.add(new Doubt(
                        Doubt.TRACK_NOT_RECORDED,
                        CompletenessReport.lower(missed.kind()) + codec(missed) + " on pid " + missed.pid()
                                + " is not in the MP4, " + missed.packets() + " PES packets, " + missed.bytes()
                                + " bytes")));
        few(
                        result.changes(),
                        change -> change.kind() == TrackContent.Kind.VIDEO
                                && !codec(change.from()).equals(codec(change.to())))
                .forEach(change -> doubts.add(new Doubt(
                        Doubt.CODEC_CHANGED,
                        "the video changes from " + codec(change.from()) + " to " + codec(change.to()) + " at "
                                + CompletenessReport.seconds(change.position())
                                + " s, and a player shows one of them")));
        few(result.runs(), run -> !run.told() && run.jump() > UNEXPLAINED)
                .forEach(run -> doubts.add(new Doubt(
                        Doubt.CLOCK_JUMP_UNEXPLAINED,
                        "the clock jumps by " + CompletenessReport.seconds(run.jump()) + " s at "
                                + CompletenessReport.seconds(run.position())
                                + " s, and the uploads do not say that so much time passed")));
        for (int track = 0; track < result.tracks().size(); track++) {
            long dropped = units(lost, track);
            long all = dropped + result.tracks().get(track).packets();
            if (100 * dropped > PERCENT * all) {
                doubts.add(new Doubt(
                        Doubt.UNITS_DROPPED, text(result.tracks().get(track), dropped, all, reasons(lost, track))));
            }
        }
        return doubts;
    }

    /** The first of them: a broadcast of a month may have any number, and they all say the same. */
    private static <T> Stream<T> few(List<T> all, Predicate<T> doubtful) {
        return all.stream().filter(doubtful).limit(MOST);
    }

    private static String codec(Unrecorded missed) {
        return missed.codec().equals("data")
                ? String.format(" of an unknown codec (stream type 0x%02x)", missed.type())
                : " of the codec " + missed.codec();
    }

    private static String codec(String configuration) {
        return configuration.split(" ")[0];
    }

    private static String text(JoinResult.Track track, long dropped, long all, String reasons) {
        return String.format(
                Locale.ROOT,
                "%d of %d %s of the track %s are not in the MP4, %.1f %%: %s",
                dropped,
                all,
                track.kind() == TrackContent.Kind.VIDEO ? "pictures" : "frames",
                track.codec(),
                100.0 * dropped / all,
                reasons);
    }

    private static long units(List<JoinResult.Dropped> lost, int track) {
        return lost.stream()
                .filter(drop -> drop.track() == track)
                .mapToLong(JoinResult.Dropped::units)
                .sum();
    }

    private static String reasons(List<JoinResult.Dropped> lost, int track) {
        return lost.stream()
                .filter(drop -> drop.track() == track)
                .map(JoinResult.Dropped::reason)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
