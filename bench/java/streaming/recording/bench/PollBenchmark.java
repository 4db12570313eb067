package streaming.recording.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.demo.Progress;
import streaming.recording.embedded.Segments;
import streaming.recording.storage.S3Clients;

/**
 * What one look into the bucket costs when {@code bench.segments} segments of the stream are captured already, over
 * {@code bench.polls} looks with one new segment each. The rival is a recorder that lists the whole stream and reads
 * its playlist each time.
 */
final class PollBenchmark {

    private static final int POLLS = Bench.number("bench.polls", 30);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** The live join has caught up, and the compiler, before anything is measured. */
    private static final Duration CALM = Duration.ofSeconds(20);

    private PollBenchmark() {}

    static void run() throws Exception {
        Table table = new Table(
                "segments behind",
                "captured a second",
                "requests a poll",
                "of which listings",
                "kB read a poll",
                "CPU ms a poll",
                "commits a poll",
                "PostgreSQL's CPU ms a poll",
                "RSS MB",
                "ms to capture the next segment",
                "an empty poll: requests",
                "commits",
                "CPU ms",
                "PostgreSQL's CPU ms",
                "rival: requests a poll",
                "rival: kB read a poll");
        List<Path> source = Segments.of(Duration.ofSeconds(4))
                .withoutVideo()
                .segment(Duration.ofMillis(500))
                .make();
        for (int segments : Bench.numbers("bench.segments", "100,1000,20000")) {
            measure(table, segments, source.get(1));
        }
        table.print();
    }

    private static void measure(Table table, int segments, Path source) throws Exception {
        try (Rig rig = new Rig("poll")) {
            Broadcaster broadcaster = new Broadcaster(rig, "poll", List.of(source), Duration.ofMillis(500));
            Bench.say("%d segments are put", segments);
            ExecutorService threads = Executors.newFixedThreadPool(16);
            List<CompletableFuture<Void>> puts = new ArrayList<>();
            for (int i = 0; i < segments; i++) {
                int number = i;
                broadcaster.list(number);
                puts.add(CompletableFuture.runAsync(
                        () -> broadcaster.put(number, RequestBody.fromFile(source)), threads));
            }
            puts.forEach(CompletableFuture::join);
            threads.shutdown();
            broadcaster.putPlaylist();
            rig.service()
                    .with("MONITOR_INTERVAL", INTERVAL.toMillis() + "ms")
                    .with("CAPTURE_GRACE", "1h")
                    .with("LEASE_TIME", "60s")
                    .start();
            broadcaster.start(true);
            long begun = System.nanoTime();
            awaitCaptured(rig, segments);
            double seconds = (System.nanoTime() - begun) / 1e9;
            Bench.say("captured in %.0f s; %d polls", seconds, POLLS);
            Pause.of(CALM);

            Empty empty = Empty.of(rig);
            long polls = rig.gate().requests("playlist");
            long lists = rig.gate().requests("list");
            long fetched = rig.gate().requests("segment");
            long bytes = rig.gate().bytes();
            Figures before = rig.service().figures();
            PostgresFigures databaseBefore = PostgresFigures.of(rig.postgres());
            Progress progress = Progress.of("", POLLS);
            for (int i = 0; i < POLLS; i++) {
                progress.at(i, "polls");
                broadcaster.list(segments + i);
                broadcaster.put(segments + i, RequestBody.fromFile(source));
                broadcaster.putPlaylist();
                Pause.of(INTERVAL);
            }
            progress.at(POLLS, "polls");
            awaitCaptured(rig, segments + POLLS);
            Figures after = rig.service().figures();
            PostgresFigures database = PostgresFigures.of(rig.postgres()).since(databaseBefore);
            double looks = rig.gate().requests("playlist") - polls;
            double listed = rig.gate().requests("list") - lists;
            double content = (rig.gate().requests("segment") - fetched) * java.nio.file.Files.size(source);
            double read = rig.gate().bytes() - bytes - content;
            Object latency = rig.postgres()
                    .query(
                            "SELECT (1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM captured_at - last_modified)))::int AS ms"
                                    + " FROM recording_segment WHERE sequence >= ?",
                            segments)
                    .get(0)
                    .get("ms");
            long[] rival = rival(rig);
            table.row(
                    segments,
                    segments / seconds,
                    (looks + listed) / looks,
                    listed / looks,
                    read / looks / 1e3,
                    1e3 * (after.cpu() - before.cpu()) / looks,
                    database.commits() / looks,
                    1e3 * database.cpu() / looks,
                    Figures.megabytes(after.peak()),
                    latency,
                    empty.requests,
                    empty.commits,
                    empty.cpu,
                    empty.database,
                    rival[0],
                    rival[1] / 1e3);
        }
    }

    /**
     * What a poll costs that finds nothing, on the average of {@code POLLS}, with all that runs by the clock beside it.
     */
    private record Empty(double requests, double commits, double cpu, double database) {

        static Empty of(Rig rig) throws Exception {
            long requests = rig.gate().requests();
            Figures before = rig.service().figures();
            PostgresFigures databaseBefore = PostgresFigures.of(rig.postgres());
            Pause.of(INTERVAL.multipliedBy(POLLS));
            Figures after = rig.service().figures();
            PostgresFigures database = PostgresFigures.of(rig.postgres()).since(databaseBefore);
            return new Empty(
                    (double) (rig.gate().requests() - requests) / POLLS,
                    (double) database.commits() / POLLS,
                    1e3 * (after.cpu() - before.cpu()) / POLLS,
                    1e3 * database.cpu() / POLLS);
        }
    }

    /** @return requests and bytes of one full listing and the playlist */
    private static long[] rival(Rig rig) {
        long requests = rig.gate().requests("list");
        long bytes = rig.gate().bytes();
        rig.service().close();
        try (S3Client s3 = S3Clients.client(
                rig.gate().authority(), false, Rig.ACCESS, Rig.SECRET, Duration.ofSeconds(30), 1, true)) {
            long objects =
                    s3.listObjectsV2Paginator(list -> list.bucket(Rig.SEGMENTS).prefix("poll/")).contents().stream()
                            .count();
            byte[] playlist = s3.getObjectAsBytes(
                            get -> get.bucket(Rig.SEGMENTS).key("poll/playlist.m3u8"))
                    .asByteArray();
            Bench.say("rival: %d objects listed, a playlist of %d bytes", objects, playlist.length);
        }
        return new long[] {
            rig.gate().requests("list") - requests + 1, rig.gate().bytes() - bytes
        };
    }

    private static void awaitCaptured(Rig rig, int segments) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(15).toNanos();
        while (System.nanoTime() < deadline
                && (Long) rig.postgres()
                                .query("SELECT count(*) AS n FROM recording_segment")
                                .get(0)
                                .get("n")
                        < segments) {
            Pause.of(Duration.ofMillis(200));
        }
    }
}
