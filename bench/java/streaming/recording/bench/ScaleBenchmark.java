package streaming.recording.bench;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import streaming.recording.embedded.Segments;

/**
 * Several instances ({@code bench.instances}) on one PostgreSQL, all streams ({@code bench.streams}, for
 * {@code bench.duration} each) announced to the first: how evenly do they share them, and what does PostgreSQL do for a
 * segment?
 */
final class ScaleBenchmark {

    private static final Duration SEGMENT = Bench.duration("bench.segment", "4s");

    private ScaleBenchmark() {}

    static void run() throws Exception {
        Duration duration = Bench.duration("bench.duration", "1m");
        List<Path> source =
                Segments.of(duration).segment(SEGMENT).size(320, 180).make();
        Table table = new Table(
                "instances",
                "streams",
                "recordings each",
                "captured of expected",
                "% of one core each",
                "seconds to capture, p50",
                "p99",
                "commits per segment",
                "WAL kB per segment",
                "PostgreSQL's CPU s per 1,000",
                "connections",
                "generator late by s");
        for (int instances : Bench.numbers("bench.instances", "1,2,4")) {
            for (int streams : Bench.numbers("bench.streams", "30,200")) {
                Bench.say("%d instances, %d streams for %s s", instances, streams, duration.toSeconds());
                level(instances, streams, source, table);
            }
        }
        table.print();
    }

    private static void level(int instances, int streams, List<Path> source, Table table) throws Exception {
        try (Rig rig = new Rig("scale")) {
            List<ServiceProcess> services = new ArrayList<>(List.of(rig.service()));
            try {
                for (int i = 1; i < instances; i++) {
                    services.add(rig.another(i));
                }
                for (ServiceProcess service : services) {
                    service.start();
                }
                measure(rig, services, streams, source, table);
            } finally {
                services.stream().skip(1).forEach(ServiceProcess::close);
            }
        }
    }

    private static void measure(Rig rig, List<ServiceProcess> services, int streams, List<Path> source, Table table)
            throws Exception {
        awaitRows(rig, "SELECT 1 FROM recording_instance WHERE alive_until > now()", services.size());
        List<Broadcaster> broadcasters = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            broadcasters.add(new Broadcaster(rig, "scale-" + i, source, SEGMENT));
        }
        List<Double> before = new ArrayList<>();
        for (ServiceProcess service : services) {
            before.add(service.figures().cpu());
        }
        PostgresFigures databaseBefore = PostgresFigures.of(rig.postgres());
        String wal = one(rig, "SELECT pg_current_wal_lsn()::text AS one");
        double late = LoadBenchmark.broadcast(broadcasters, source.size(), true);
        int expected = streams * source.size();
        awaitRows(rig, "SELECT 1 FROM recording_segment WHERE state = 'captured'", expected);
        PostgresFigures database = PostgresFigures.of(rig.postgres()).since(databaseBefore);
        String each = rig
                .postgres()
                .query(
                        "SELECT count(*) AS number FROM recording_capture WHERE owner IS NOT NULL GROUP BY owner ORDER BY 1")
                .stream()
                .map(row -> row.get("number").toString())
                .collect(Collectors.joining(", "));
        List<String> cpu = new ArrayList<>();
        for (int i = 0; i < services.size(); i++) {
            double seconds = services.get(i).figures().cpu() - before.get(i);
            cpu.add(Long.toString(Math.round(100 * seconds / (SEGMENT.toMillis() / 1e3 * source.size()))));
        }
        Map<String, Object> lag = rig.postgres()
                .query("SELECT count(*) AS segments,"
                        + " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM captured_at - last_modified)) AS half,"
                        + " percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM captured_at - last_modified)) AS most"
                        + " FROM recording_segment WHERE state = 'captured'")
                .get(0);
        long segments = (Long) lag.get("segments");
        table.row(
                services.size(),
                streams,
                each,
                String.format("%,d of %,d", segments, expected),
                String.join(", ", cpu),
                lag.get("half"),
                lag.get("most"),
                (double) database.commits() / segments,
                Double.parseDouble(one(rig, "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '" + wal + "')::text AS one"))
                        / 1000
                        / segments,
                1000 * database.cpu() / segments,
                Long.parseLong(
                        one(
                                rig,
                                "SELECT count(*)::text AS one FROM pg_stat_activity WHERE application_name = 'recording-service'")),
                late);
    }

    private static String one(Rig rig, String query) throws SQLException {
        return (String) rig.postgres().query(query).get(0).get("one");
    }

    /** What does not come within a minute is not waited for. */
    private static void awaitRows(Rig rig, String query, int number) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (rig.postgres().query(query).size() < number && System.nanoTime() < deadline) {
            Pause.of(Duration.ofMillis(500));
        }
    }
}
