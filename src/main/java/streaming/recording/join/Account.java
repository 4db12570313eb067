package streaming.recording.join;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TrackContent.Kind;

/**
 * What the segments held when they were captured, against what the join gave to ffmpeg and what it says that it left
 * out. Each segment was counted by itself, long before; so nothing can get lost between the two without a word.
 *
 * @param counted units of one kind in the segments
 * @param missing of these, those of which the join knows nothing
 */
record Account(Kind kind, long counted, long missing) {
    /** So many in a hundred may be counted otherwise, beside one at the border of each segment. */
    private static final long PERCENT = 1;

    /** @param contents of the segments in their order, as they were captured */
    static List<Account> of(List<SegmentContent> contents, JoinResult result) {
        Set<Integer> repeated = new HashSet<>(result.repeated());
        Map<Kind, Long> counted = new EnumMap<>(Kind.class);
        Map<Kind, Long> borders = new EnumMap<>(Kind.class);
        // once for all kinds: each content is unpacked when it is asked for
        for (int i = 0; i < contents.size(); i++) {
            if (!repeated.contains(i)) {
                for (TrackContent track : contents.get(i).tracks()) {
                    counted.merge(track.kind(), track.accessUnits(), Long::sum);
                    borders.merge(track.kind(), 1L, Long::sum);
                }
            }
        }
        return Stream.of(Kind.VIDEO, Kind.AUDIO)
                .map(kind -> of(kind, counted.getOrDefault(kind, 0L), borders.getOrDefault(kind, 0L), result))
                .toList();
    }

    private static Account of(Kind kind, long counted, long borders, JoinResult result) {
        long missing = counted - given(kind, result) - dropped(kind, result);
        return new Account(kind, counted, 100 * missing > PERCENT * counted && missing > borders ? missing : 0);
    }

    private static long given(Kind kind, JoinResult result) {
        return result.tracks().stream()
                .filter(track -> track.kind() == kind)
                .mapToLong(JoinResult.Track::packets)
                .sum();
    }

    /** Of a track that was not planned nobody knows the kind. */
    private static long dropped(Kind kind, JoinResult result) {
        return result.dropped().stream()
                .filter(drop ->
                        drop.track() < 0 || result.tracks().get(drop.track()).kind() == kind)
                .mapToLong(JoinResult.Dropped::units)
                .sum();
    }

    boolean isBalanced() {
        return missing == 0;
    }

    /** Percent of the units that are not missing. */
    double percent() {
        return counted == 0 ? 100 : Math.round(10_000.0 * (counted - missing) / counted) / 100.0;
    }

    Doubt doubt() {
        return new Doubt(
                Doubt.UNITS_DROPPED,
                String.format(
                        Locale.ROOT,
                        "%d of %d %s that the segments held when they were captured were not joined, %.1f %%,"
                                + " and nothing says why",
                        missing,
                        counted,
                        kind == Kind.VIDEO ? "pictures" : "frames of sound",
                        100.0 * missing / counted));
    }
}
