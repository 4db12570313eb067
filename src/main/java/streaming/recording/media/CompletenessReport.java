package streaming.recording.media;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What of the broadcast is in the MP4, and what is missing, where and why. Times are seconds from the start of the MP4,
 * wall-clock times are those of the store.
 */
public final class CompletenessReport {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * @param missing rows of missing-segments.sql: object_key, run, sequence, reason
     * @param etag    of the stored object
     * @param fallback why it was not joined while the stream was live, or null
     * @return JSON
     */
    public String of(Join join, Audit.Figures figures, List<Map<String, Object>> missing, String etag, String fallback) {
        JoinResult result = join.result();
        List<Gap> gaps = gaps(join.segments(), missing);
        ObjectNode report = JSON.objectNode();
        segments(report.putObject("segments"), join, result, gaps, missing);
        report.put("coverage", coverage(result));
        holes(report.putArray("holes"), join, result, gaps);
        ArrayNode runs = report.putArray("runs");
        result.runs().forEach(run -> runs.addObject().put("at", seconds(run.position())).put("jump", seconds(run.jump()))
                .put("segment", join.segments().get(run.segment()).objectKey()));
        ArrayNode changes = report.putArray("changes");
        result.changes().forEach(change -> changes.addObject().put("at", seconds(change.position()))
                .put("kind", lower(change.kind())).put("from", change.from()).put("to", change.to()));
        report.put("audio_encoded_again", join.command().encodes());
        tracks(report.putArray("tracks"), join, result, figures);
        ArrayNode rungs = report.putArray("rungs");
        join.rungs().forEach(rung -> rungs.addObject().put("rung", rung.rung()).put("reason", rung.reason()));
        ArrayNode dropped = report.putArray("dropped");
        result.dropped().forEach(drop -> dropped.addObject().put("segment", join.segments().get(drop.segment()).objectKey())
                .put("units", drop.units()).put("reason", drop.reason()));
        report.put("duration", figures.seconds()).put("timeline", seconds(result.length())).put("av_skew", seconds(result.skew()));
        report.put("size", figures.size()).put("etag", etag).putNull("sha256");
        report.put("joined", join.isLive() ? "live" : "at the end");
        if (fallback != null && !join.isLive()) {
            report.put("fallback_reason", fallback);
        }
        return report.toString();
    }

    /** Numbers that are missing in a run, with what is known of the reason. */
    private record Gap(int run, long from, long to, String cause) {
    }

    private static void segments(ObjectNode segments, Join join, JoinResult result, List<Gap> gaps, List<Map<String, Object>> missing) {
        long absent = gaps.stream().mapToLong(gap -> gap.to() - gap.from() + 1).sum();
        List<Map<String, Object>> beyond = missing.stream().filter(row -> gaps.stream().noneMatch(gap -> contains(gap, row))).toList();
        segments.put("expected", join.size() - result.repeated().size() + absent + beyond.size());
        segments.put("captured", join.size());
        segments.put("missing", absent + beyond.size());
        segments.put("damaged", join.segments().stream().filter(segment -> segment.reason() != null).count());
        segments.put("duplicate", result.repeated().size());
        ArrayNode damaged = segments.putArray("damage");
        join.segments().stream().filter(segment -> segment.reason() != null).forEach(segment ->
                damaged.addObject().put("segment", segment.objectKey()).put("reason", segment.reason()));
        ArrayNode absences = segments.putArray("absences");
        gaps.forEach(gap -> absences.addObject().put("run", gap.run()).put("from", gap.from()).put("to", gap.to()).put("cause", gap.cause()));
        beyond.forEach(row -> absences.addObject().put("run", (Integer) row.get("run")).put("from", (Long) row.get("sequence"))
                .put("to", (Long) row.get("sequence")).put("cause", (String) row.get("reason")));
    }

    private static List<Gap> gaps(List<CapturedSegment> segments, List<Map<String, Object>> missing) {
        List<Gap> gaps = new ArrayList<>();
        Map<Integer, List<CapturedSegment>> runs = segments.stream().filter(CapturedSegment::numbered)
                .collect(Collectors.groupingBy(CapturedSegment::run, TreeMap::new, Collectors.toList()));
        runs.forEach((run, members) -> {
            List<CapturedSegment> order = members.stream().sorted(Comparator.comparingLong(CapturedSegment::sequence)).toList();
            for (int i = 1; i < order.size(); i++) {
                long from = order.get(i - 1).sequence() + 1;
                long to = order.get(i).sequence() - 1;
                if (to >= from && !goesOn(order.get(i - 1), order.get(i), to - from + 1)) {
                    String cause = missing.stream().filter(row -> contains(new Gap(run, from, to, null), row))
                            .map(row -> (String) row.get("reason")).findFirst().orElse("never seen in the bucket");
                    gaps.add(new Gap(run, from, to, cause));
                }
            }
        });
        return gaps;
    }

    /** Numbers that were never used, as of names that tell the time: the clock goes on as if nothing were between. */
    private static boolean goesOn(CapturedSegment before, CapturedSegment after, long numbers) {
        if (!before.content().hasMedia() || !after.content().hasMedia()) {
            return false;
        }
        long step = Ticks.between(before.content().end(), after.content().start());
        return Math.abs(step) <= numbers * before.content().length() / 10;
    }

    private static boolean contains(Gap gap, Map<String, Object> row) {
        long sequence = (Long) row.get("sequence");
        return gap.run() == (Integer) row.get("run") && sequence >= gap.from() && sequence <= gap.to();
    }

    private static void holes(ArrayNode holes, Join join, JoinResult result, List<Gap> gaps) {
        for (JoinResult.Hole hole : result.holes()) {
            CapturedSegment before = join.segments().get(hole.before());
            CapturedSegment after = join.segments().get(hole.after());
            holes.addObject().put("at", seconds(hole.position())).put("length", seconds(hole.length())).put("kept", hole.kept())
                    .put("wall_clock", before.lastModified().toString()).put("cause", cause(join, hole, before, after, gaps));
        }
    }

    private static String cause(Join join, JoinResult.Hole hole, CapturedSegment before, CapturedSegment after, List<Gap> gaps) {
        for (Gap gap : gaps) {
            if (gap.run() == before.run() && gap.from() > before.sequence() && gap.to() < after.sequence()) {
                return (gap.from() == gap.to() ? "segment " + gap.from() + " is missing: " : "segments " + gap.from() + " to "
                        + gap.to() + " are missing: ") + gap.cause();
            }
        }
        for (CapturedSegment segment : join.segments().subList(hole.before(), hole.after() + 1)) {
            if (segment.reason() != null) {
                return segment.objectKey() + " is damaged: " + segment.reason();
            }
        }
        return "the broadcast paused";
    }

    private static double coverage(JoinResult result) {
        long kept = result.holes().stream().filter(JoinResult.Hole::kept).mapToLong(JoinResult.Hole::length).sum();
        long closed = result.holes().stream().filter(hole -> !hole.kept()).mapToLong(JoinResult.Hole::length).sum();
        return Math.round(10_000.0 * (result.length() - kept) / Math.max(1, result.length() + closed)) / 100.0;
    }

    private static void tracks(ArrayNode tracks, Join join, JoinResult result, Audit.Figures figures) {
        List<JoinCommand.Output> outputs = join.outputs();
        for (int i = 0; i < outputs.size(); i++) {
            List<JoinResult.Track> given = outputs.get(i).members().stream().map(result.tracks()::get).toList();
            tracks.addObject().put("kind", lower(outputs.get(i).kind()))
                    .put("codec", given.stream().map(JoinResult.Track::codec).distinct().collect(Collectors.joining(", then ")))
                    .put("packets_in", given.stream().mapToLong(JoinResult.Track::packets).sum()).put("packets_out", figures.packets().get(i));
        }
    }

    private static double seconds(long ticks) {
        return Math.round(1000.0 * ticks / Ticks.PER_SECOND) / 1000.0;
    }

    private static String lower(TrackContent.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
