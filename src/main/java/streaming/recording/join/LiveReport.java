package streaming.recording.join;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import streaming.recording.failure.Rejected;
import streaming.recording.timeline.GapPolicy;

/**
 * What of a broadcast is captured so far, and what is missing, while it is live: the {@link CompletenessReport} without
 * an MP4.
 */
public final class LiveReport {

    /** Reasons are few, but for those of somebody who means harm. */
    private static final int MOST_REASONS = 1_000;

    /** Those who wait hold a thread, which others need who read. */
    private static final int PATIENCE_SECONDS = 5;

    private final Path folder;
    private final GapPolicy gaps;
    private final Ledger ledger;
    private final Semaphore turn = new Semaphore(1);
    private volatile Made last = new Made("", "", 0);

    /** A report that is told again until this time of the JVM, nanoseconds. */
    private record Made(String recordingId, String report, long until) {}

    /** @param folder in which the segments of a long ledger lie, in a file without a name, while its report is made */
    public LiveReport(Path folder, GapPolicy gaps, Ledger ledger) {
        this.folder = folder;
        this.gaps = gaps;
        this.ledger = ledger;
    }

    /**
     * One at a time, as that of a month takes a minute; and it is told again for as long as it took.
     *
     * @return JSON; {@code live} is true
     * @throws Rejected with status 503 when others wait already
     */
    public String of(String recordingId) throws IOException, InterruptedException {
        String known = known(recordingId);
        if (known != null) {
            return known;
        }
        if (turn.getQueueLength() > 0 || !turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new Rejected(503, "Reports of live recordings are being made");
        }
        try {
            known = known(recordingId);
            return known == null ? make(recordingId) : known;
        } finally {
            turn.release();
        }
    }

    private String known(String recordingId) {
        Made made = last;
        return made.recordingId.equals(recordingId) && made.until - System.nanoTime() > 0 ? made.report : null;
    }

    private String make(String recordingId) throws IOException {
        long began = System.nanoTime();
        String report = of(rows -> ledger.rows(recordingId, rows));
        long over = System.nanoTime();
        last = new Made(recordingId, report, over + over - began);
        return report;
    }

    /** @param rows gives all of a ledger */
    String of(Consumer<Consumer<LedgerRow>> rows) throws IOException {
        List<MissingSegment> missing = new ArrayList<>();
        Map<String, String> reasons = new HashMap<>();
        CapturedSegments captured = new CapturedSegments(folder);
        LongStream.Builder told = LongStream.builder();
        BitSet again = new BitSet();
        rows.accept(row -> {
            if (row.isMissing()) {
                missing.add(new MissingSegment("", row.run(), row.sequence(), once(row.reason(), reasons), 0, false));
            } else if (row.isCaptured()) {
                append(row, captured);
                told.add(row.mediaSequence() == null ? BroadcastOrder.UNTOLD : row.mediaSequence());
                again.set(captured.size() - 1, row.again());
            }
        });
        List<CapturedSegment> segments =
                BroadcastOrder.of(captured, told.build().toArray(), again);
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
        try {
            captured.append(CapturedSegment.of(Path.of(""), row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same text for the same reason: many segments have one. */
    private static String once(String reason, Map<String, String> reasons) {
        if (reason == null || reasons.size() == MOST_REASONS && !reasons.containsKey(reason)) {
            return reason;
        }
        return reasons.computeIfAbsent(reason, known -> known);
    }
}
