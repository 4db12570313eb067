package streaming.recording.join;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import streaming.recording.timeline.GapPolicy;

/**
 * What of a broadcast is captured so far, and what is missing, while it is live: the {@link CompletenessReport} without
 * an MP4.
 */
public final class LiveReport {

    private final GapPolicy gaps;

    public LiveReport(GapPolicy gaps) {
        this.gaps = gaps;
    }

    /**
     * @param ledger rows of load-ledger.sql
     * @return JSON; {@code live} is true
     */
    public String of(List<Map<String, Object>> ledger) throws JsonProcessingException {
        List<Map<String, Object>> missing = ledger.stream()
                .filter(row -> row.get("state").equals("missing"))
                .toList();
        List<CapturedSegment> segments = BroadcastOrder.of(CapturedSegment.ofAll(
                Path.of(""),
                ledger.stream()
                        .filter(row -> row.get("state").equals("captured")
                                || row.get("state").equals("damaged"))
                        .toList()));
        LiveTimeline timeline = LiveTimeline.of(segments, gaps);
        Absences absences = Absences.of(segments, missing);
        ObjectNode report = JsonNodeFactory.instance.objectNode().put("live", true);
        report.putArray("doubts");
        absences.write(report.putObject("segments"), 0);
        long whole = timeline.length() + TrackCoverage.closed(timeline.holes());
        report.put(
                "coverage",
                Math.min(
                        TrackCoverage.percent(timeline.length(), timeline.holes()),
                        timeline.tracks().stream()
                                .mapToDouble(track -> track.coverage().behindItsFirstUnit(whole))
                                .min()
                                .orElse(100)));
        absences.write(report.putArray("holes"), timeline.holes());
        ArrayNode tracks = report.putArray("tracks");
        timeline.tracks().forEach(track -> track.coverage()
                .write(tracks.addObject()
                        .put("kind", CompletenessReport.lower(track.kind()))
                        .put("codec", track.codec())));
        return report.put("duration", CompletenessReport.seconds(timeline.length()))
                .toString();
    }
}
