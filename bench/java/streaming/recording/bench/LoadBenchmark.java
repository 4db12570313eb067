package streaming.recording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import streaming.recording.demo.Progress;
import streaming.recording.embedded.Segments;
import streaming.recording.ts.NotTransportStream;
import streaming.recording.ts.SegmentReader;
import streaming.recording.ts.TrackContent;

/**
 * Many streams at once ({@code bench.streams}, for {@code bench.duration} each): are all segments captured, what does
 * it cost, and does that grow faster than the streams? The rival, {@link PlainRecorder}, lists and downloads the same
 * and does nothing else.
 */
final class LoadBenchmark {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SEGMENT = Bench.duration("bench.segment", "4s");

    private LoadBenchmark() {}

    static void run() throws Exception {
        Duration duration = Bench.duration("bench.duration", "5m");
        List<Path> source = Segments.of(duration)
                .segment(SEGMENT)
                .size(Bench.number("bench.width", 320), Bench.number("bench.width", 320) * 9 / 16)
                .make();
        long packets = packets(source);
        Bench.say(
                "%d segments of %s s a stream, %,d kB each; heap %s",
                source.size(),
                SEGMENT.toSeconds(),
                size(source) / source.size() / 1000,
                Bench.text("bench.heap", "512m"));
        Table table = new Table(
                "streams",
                "captured of expected",
                "packets lost",
                "CPU s per 1,000 segments",
                "% of one core",
                "PostgreSQL's",
                "commits per segment",
                "ffmpeg CPU s per 1,000",
                "RSS MB",
                "ffmpegs while live",
                "their RSS MB",
                "threads",
                "S3 requests per segment",
                "seconds to capture, p50",
                "p99",
                "all completed after s",
                "generator late by s");
        try (Rig rig = new Rig("load")) {
            Statements statements = Statements.of(rig.postgres());
            rig.service().start();
            Bench.say("warm-up: 10 streams");
            level(rig, statements, "warm", 10, source.subList(0, Math.min(15, source.size())), 0, null);
            for (int streams : Bench.numbers("bench.streams", "10,50,200")) {
                Bench.say("%d streams for %s s", streams, duration.toSeconds());
                level(rig, statements, "load" + streams, streams, source, packets, table);
            }
        }
        rival(source, table);
        table.print();
    }

    /** One number of streams, from the first webhook to the last completed recording. */
    private static void level(
            Rig rig, Statements statements, String name, int streams, List<Path> source, long packets, Table table)
            throws Exception {
        List<Broadcaster> broadcasters = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            broadcasters.add(new Broadcaster(rig, name + "-" + i, source, SEGMENT));
        }
        Figures.forgetPeak(rig.service().pid());
        statements.forget();
        Figures before = rig.service().figures();
        PostgresFigures databaseBefore = PostgresFigures.of(rig.postgres());
        long requests = rig.gate().requests();
        double late = broadcast(broadcasters, source.size(), true);
        awaitCaptured(rig, name, (long) streams * source.size());
        Figures after = rig.service().figures();
        PostgresFigures database = PostgresFigures.of(rig.postgres()).since(databaseBefore);
        long ended = System.nanoTime();
        long asked = rig.gate().requests() - requests;
        if (table != null) {
            statements.print((long) streams * source.size());
        }
        inParallel(broadcasters, broadcaster -> broadcaster.end(true));
        double completed = awaitCompleted(rig, name, streams, ended);
        Figures last = rig.service().figures();
        if (table != null) {
            Map<String, Object> captured = rig.postgres()
                    .query(
                            "SELECT count(*) AS segments,"
                                    + " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM captured_at - last_modified)) AS half,"
                                    + " percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM captured_at - last_modified)) AS most"
                                    + " FROM recording_segment WHERE state = 'captured' AND object_key LIKE ?",
                            name + "-%")
                    .get(0);
            long segments = (Long) captured.get("segments");
            double cpu = after.cpu() - before.cpu();
            table.row(
                    streams,
                    String.format("%,d of %,d", segments, (long) streams * source.size()),
                    packets * streams - packetsOut(rig, name),
                    1000 * cpu / segments,
                    100 * cpu / (SEGMENT.toMillis() / 1e3 * source.size()),
                    1000 * database.cpu() / segments,
                    (double) database.commits() / segments,
                    1000 * (last.children() - before.children()) / segments,
                    Figures.megabytes(last.peak()),
                    after.running(),
                    Figures.megabytes(after.held()),
                    after.threads(),
                    (double) asked / segments,
                    captured.get("half"),
                    captured.get("most"),
                    completed,
                    late);
        }
        for (Map<String, Object> way : rig.postgres()
                .query(
                        "SELECT COALESCE(report->>'fallback_reason', 'joined live') AS way, count(*) AS number"
                                + " FROM recording_capture WHERE stream_key LIKE ? GROUP BY 1 ORDER BY 2 DESC",
                        name + "-%")) {
            Bench.say("%,d: %s", way.get("number"), way.get("way"));
        }
        for (Broadcaster broadcaster : broadcasters) {
            rig.forget(broadcaster.key());
        }
    }

    /**
     * All go live at once; each puts a segment whenever one is full, all at their own moments within it.
     *
     * @return seconds that the generator was late at worst: the load was what it should be when this is small
     */
    static double broadcast(List<Broadcaster> broadcasters, int segments, boolean told) throws Exception {
        AtomicLong late = new AtomicLong();
        long start = System.nanoTime();
        if (told) {
            inParallel(broadcasters, broadcaster -> broadcaster.start(true));
        }
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<CompletableFuture<Void>> puts = new ArrayList<>();
        Progress progress = Progress.of("", (long) segments * broadcasters.size());
        for (int segment = 0; segment < segments; segment++) {
            for (int i = 0; i < broadcasters.size(); i++) {
                long due = start + SEGMENT.toNanos() * (segment + 1) + SEGMENT.toNanos() * i / broadcasters.size();
                Pause.until(due);
                Broadcaster broadcaster = broadcasters.get(i);
                puts.add(CompletableFuture.runAsync(
                        () -> {
                            broadcaster.next();
                            late.accumulateAndGet(System.nanoTime() - due, Math::max);
                        },
                        threads));
                progress.at(puts.size(), "");
            }
        }
        puts.forEach(CompletableFuture::join);
        threads.shutdown();
        return late.get() / 1e9;
    }

    private static void rival(List<Path> source, Table table) throws Exception {
        int streams = Bench.numbers("bench.streams", "10,50,200").stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(1);
        Bench.say("the rival: %d streams, listed and downloaded by plain calls of the AWS SDK", streams);
        try (Rig rig = new Rig("load-rival");
                ServiceProcess plain = rig.wired(new ServiceProcess(PlainRecorder.class.getName(), rig.log()))) {
            plain.with("STREAMS", Integer.toString(streams)).launch();
            List<Broadcaster> broadcasters = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                broadcasters.add(new Broadcaster(rig, "plain-" + i, source, SEGMENT));
            }
            double late = broadcast(broadcasters, source.size(), false);
            Pause.of(Duration.ofSeconds(12)); // one more interval
            Figures figures = plain.figures();
            long segments = rig.gate().requests("segment");
            table.row(
                    "rival, " + streams,
                    String.format("%,d of %,d", segments, (long) streams * source.size()),
                    "-",
                    1000 * figures.cpu() / segments,
                    100 * figures.cpu() / (SEGMENT.toMillis() / 1e3 * source.size()),
                    "-",
                    "-",
                    "-",
                    Figures.megabytes(figures.peak()),
                    "-",
                    "-",
                    figures.threads(),
                    (double) rig.gate().requests() / segments,
                    "-",
                    "-",
                    "-",
                    late);
        }
    }

    private static void awaitCaptured(Rig rig, String name, long segments) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (captured(rig, name) < segments && System.nanoTime() < deadline) {
            Pause.of(Duration.ofMillis(500));
        }
    }

    private static long captured(Rig rig, String name) throws SQLException {
        return (Long) rig.postgres()
                .query(
                        // cheap: what it costs PostgreSQL is counted as the service's
                        "SELECT COALESCE(sum(segments), 0)::bigint AS n FROM recording_capture WHERE stream_key LIKE ?",
                        name + "-%")
                .get(0)
                .get("n");
    }

    /** @return seconds since the end of the streams; what is not completed within 15 min is not waited for */
    private static double awaitCompleted(Rig rig, String name, int streams, long ended) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofMinutes(15).toNanos();
        while (System.nanoTime() < deadline) {
            long open = (Long) rig.postgres()
                    .query(
                            "SELECT count(*) AS n FROM recordings r JOIN recording_capture c ON c.recording_id = r.id"
                                    + " WHERE c.stream_key LIKE ? AND r.status <> 'completed'",
                            name + "-%")
                    .get(0)
                    .get("n");
            if (open == 0) {
                break;
            }
            Pause.of(Duration.ofMillis(250));
        }
        return (System.nanoTime() - ended) / 1e9;
    }

    /** Packets of all tracks in the MP4s of these streams, as the audit of each found them. */
    private static long packetsOut(Rig rig, String name) throws SQLException, IOException {
        long packets = 0;
        for (Map<String, Object> row : rig.postgres()
                .query(
                        "SELECT report::text AS report FROM recording_capture"
                                + " WHERE stream_key LIKE ? AND report IS NOT NULL",
                        name + "-%")) {
            for (JsonNode track : JSON.readTree((String) row.get("report")).path("tracks")) {
                packets += track.path("packets_out").asLong();
            }
        }
        return packets;
    }

    /** Access units of all tracks. */
    static long packets(List<Path> segments) throws IOException, NotTransportStream {
        long packets = 0;
        for (Path segment : segments) {
            packets += SegmentReader.read(segment).tracks().stream()
                    .filter(TrackContent::isMedia)
                    .mapToLong(TrackContent::accessUnits)
                    .sum();
        }
        return packets;
    }

    private static long size(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private interface Step {
        int of(Broadcaster broadcaster);
    }

    private static void inParallel(List<Broadcaster> broadcasters, Step step) {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<CompletableFuture<Integer>> answers = broadcasters.stream()
                .map(broadcaster -> CompletableFuture.supplyAsync(() -> step.of(broadcaster), threads))
                .toList();
        long refused = answers.stream()
                .map(CompletableFuture::join)
                .filter(status -> status != 200)
                .count();
        threads.shutdown();
        if (refused > 0) {
            Bench.say("%d webhooks were not answered 200", refused);
        }
    }
}
