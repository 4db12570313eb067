package streaming.recording.join;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.TrackContent;

/**
 * What of the broadcast is in the MP4, and what is missing, where and why. Times are seconds from the start of the MP4,
 * wall-clock times are those of the store.
 */
public final class CompletenessReport {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * @param finish whose MP4 is verified in the bucket
     * @param missing what could not be fetched
     * @return JSON
     */
    public String of(Finish finish, List<MissingSegment> missing) {
        Join join = finish.join();
        Audit.Figures figures = finish.audit();
        JoinResult result = join.result();
        Absences absences = Absences.of(join.segments(), missing);
        ObjectNode report = JSON.objectNode().put("live", false);
        ArrayNode doubts = report.putArray("doubts");
        Stream.concat(Doubts.of(join).stream(), absences.doubt().stream())
                .forEach(doubt -> doubts.addObject().put("code", doubt.code()).put("text", doubt.text()));
        absences.write(report.putObject("segments"), result.repeated().size());
        report.put(
                "coverage",
                absences.coverage(
                        Math.min(
                                held(join, figures),
                                TrackCoverage.least(
                                        result,
                                        join.outputs().stream()
                                                .map(output -> parts(output, result))
                                                .toList())),
                        result.length() + TrackCoverage.closed(result.holes())));
        BoundedArray holes = BoundedArray.in(report, "holes");
        absences.writeHead(holes);
        absences.write(holes, result.holes());
        absences.writeTail(holes, result.length());
        BoundedArray runs = BoundedArray.in(report, "runs");
        result.runs()
                .forEach(run -> runs.add(one -> one.put("at", seconds(run.position()))
                        .put("jump", seconds(run.jump()))
                        .put("segment", join.segments().get(run.segment()).objectKey())));
        BoundedArray changes = BoundedArray.in(report, "changes");
        result.changes()
                .forEach(change -> changes.add(one -> one.put("at", seconds(change.position()))
                        .put("kind", lower(change.kind()))
                        .put("from", change.from())
                        .put("to", change.to())));
        report.put("audio_encoded_again", join.command().encodes());
        tracks(report.putArray("tracks"), join, result, figures);
        ArrayNode rungs = report.putArray("rungs");
        join.rungs().forEach(rung -> rungs.addObject().put("rung", rung.rung()).put("reason", rung.reason()));
        ArrayNode beside = report.putArray("not_recorded");
        result.unrecorded().forEach(found -> beside.addObject()
                .put("pid", found.pid())
                .put("program", found.program())
                .put("type", found.type())
                .put("kind", lower(found.kind()))
                .put("codec", found.codec())
                .put("packets", found.packets())
                .put("bytes", found.bytes()));
        dropped(BoundedArray.in(report, "dropped"), join, result);
        report.put("duration", figures.seconds())
                .put("timeline", seconds(result.length()))
                .put("av_skew", seconds(result.skew()));
        report.put("size", figures.size()).put("etag", finish.etag()).putNull("sha256");
        report.put("order", finish.order());
        report.put("joined", join.isLive() ? "live" : "at the end");
        if (finish.fallback() != null && !join.isLive()) {
            report.put("fallback_reason", finish.fallback());
        }
        return report.toString();
    }

    /**
     * Counted by segment, track and reason; the track is a number among those of the report, null when it is not there.
     */
    private static void dropped(BoundedArray dropped, Join join, JoinResult result) {
        List<JoinCommand.Output> outputs = join.outputs();
        for (JoinResult.Dropped drop : result.dropped()) {
            OptionalInt track = IntStream.range(0, outputs.size())
                    .filter(i -> outputs.get(i).members().contains(drop.track()))
                    .findFirst();
            dropped.add(one -> one.put(
                            "segment", join.segments().get(drop.segment()).objectKey())
                    .put("units", drop.units())
                    .put("reason", drop.reason())
                    .put("track", track.isPresent() ? track.getAsInt() : null));
        }
    }

    private static void tracks(ArrayNode tracks, Join join, JoinResult result, Audit.Figures figures) {
        List<JoinCommand.Output> outputs = join.outputs();
        for (int i = 0; i < outputs.size(); i++) {
            List<JoinResult.Track> given = parts(outputs.get(i), result);
            ObjectNode track = tracks.addObject()
                    .put("kind", lower(outputs.get(i).kind()))
                    .put(
                            "codec",
                            given.stream()
                                    .map(JoinResult.Track::codec)
                                    .distinct()
                                    .collect(Collectors.joining(", then ")));
            track.put(
                            "packets_in",
                            given.stream().mapToLong(JoinResult.Track::packets).sum())
                    .put("packets_out", figures.packets().get(i))
                    .put(
                            "repaired",
                            given.stream().mapToLong(JoinResult.Track::repaired).sum());
            TrackCoverage.of(result, given).write(track);
        }
    }

    /**
     * Percent of the units of a copied track that are in the MP4, and of the sound of an encoded one, of the track that
     * lost most: less than all where an MP4 was accepted in doubt, or units are not accounted for.
     */
    private static double held(Join join, Audit.Figures figures) {
        List<JoinCommand.Output> outputs = join.outputs();
        double least =
                join.accounts().stream().mapToDouble(Account::percent).min().orElse(100);
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).encoded()) {
                least = Math.min(
                        least,
                        EncodedSound.of(outputs.get(i), join.result())
                                .percent(figures.packets().get(i)));
            } else {
                long given = parts(outputs.get(i), join.result()).stream()
                        .mapToLong(JoinResult.Track::packets)
                        .sum();
                least = Math.min(least, Math.round(10_000.0 * figures.packets().get(i) / Math.max(1, given)) / 100.0);
            }
        }
        return least;
    }

    private static List<JoinResult.Track> parts(JoinCommand.Output output, JoinResult result) {
        return output.members().stream()
                .map(result.tracks()::get)
                .filter(track -> track.packets() > 0)
                .toList();
    }

    static double seconds(long ticks) {
        return Math.round(1000.0 * ticks / Ticks.PER_SECOND) / 1000.0;
    }

    static String lower(TrackContent.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
