package streaming.recording.join;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
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

    /** @return JSON; {@code live} is true */
    public String of(List<LedgerRow> ledger) throws JsonProcessingException {
        List<MissingSegment> missing = ledger.stream()
                .filter(LedgerRow::isMissing)
                .map(row -> new MissingSegment(row.objectKey(), row.run(), row.sequence(), row.reason(), 0, false))
                .toList();
        List<CapturedSegment> segments = BroadcastOrder.of(CapturedSegment.ofAll(
                Path.of(""), ledger.stream().filter(LedgerRow::isCaptured).toList()));
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
