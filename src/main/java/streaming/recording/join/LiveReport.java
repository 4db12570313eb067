package streaming.recording.join;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import streaming.recording.failure.Rejected;
import streaming.recording.timeline.GapPolicy;

/**
 * What of a broadcast is captured so far, and what is missing, while it is live: the {@link CompletenessReport} without
 * an MP4.
 */
public final class LiveReport {

    /** So many segments fit into the memory of a small container. */
    private static final int MOST = 60_000;

    /** Those who wait hold a thread, which others need who read. */
    private static final int PATIENCE_SECONDS = 5;

    private final GapPolicy gaps;
    private final Ledger ledger;
    private final Semaphore turn = new Semaphore(1);

    public LiveReport(GapPolicy gaps, Ledger ledger) {
        this.gaps = gaps;
        this.ledger = ledger;
    }

    /**
     * One at a time: that of a week takes a quarter of the memory of a small container, and seconds.
     *
     * @return JSON; {@code live} is true
     * @throws Rejected with status 503 when others wait already, 409 when it has more segments than a report can be
     *     made of while it is live
     */
    public String of(String recordingId) throws IOException, InterruptedException {
        if (turn.getQueueLength() > 0 || !turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new Rejected(503, "Reports of other live recordings are being made");
        }
        try {
            return of(rows -> ledger.rows(recordingId, rows));
        } finally {
            turn.release();
        }
    }

    /** @param rows gives all of a ledger */
    String of(Consumer<Consumer<LedgerRow>> rows) throws IOException {
        List<MissingSegment> missing = new ArrayList<>();
        CapturedSegments captured = new CapturedSegments(Path.of(System.getProperty("java.io.tmpdir")));
        List<Long> told = new ArrayList<>();
        BitSet again = new BitSet();
        rows.accept(row -> {
            if (row.isMissing()) {
                missing.add(new MissingSegment(row.objectKey(), row.run(), row.sequence(), row.reason(), 0, false));
            } else if (row.isCaptured()) {
                append(row, captured);
                told.add(row.mediaSequence());
                again.set(captured.size() - 1, row.again());
            }
        });
        List<CapturedSegment> segments = BroadcastOrder.of(captured, told, again);
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
        absences.write(BoundedArray.in(report, "holes"), timeline.holes());
        ArrayNode tracks = report.putArray("tracks");
        timeline.tracks().forEach(track -> track.coverage()
                .write(tracks.addObject()
                        .put("kind", CompletenessReport.lower(track.kind()))
                        .put("codec", track.codec())));
        return report.put("duration", CompletenessReport.seconds(timeline.length()))
                .toString();
    }

    private static void append(LedgerRow row, CapturedSegments captured) {
        if (captured.size() == MOST) {
            throw new Rejected(
                    409, "There are more than " + MOST + " segments: the report is made when the stream has ended");
        }
        try {
            captured.append(CapturedSegment.of(Path.of(""), row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
