package streaming.recording.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.postgresql.ds.PGSimpleDataSource;
import streaming.recording.embedded.Postgres;
import streaming.recording.support.ServiceTables;

/**
 * What PostgreSQL has to do for {@code bench.streams} live streams of 4 s segments on {@code bench.instances}: the
 * service's own statements, with its defaults, at the rate at which it would send them, without media, S3 and ffmpeg.
 * An hour each: for each that ends another one starts.
 */
final class DatabaseBenchmark {

    private static final Duration WARM = Duration.ofSeconds(15);

    private DatabaseBenchmark() {}

    static void run() throws Exception {
        Duration duration = Bench.duration("bench.duration", "45s");
        int instances = Bench.numbers("bench.instances", "4").get(0);
        Table table = new Table(
                "streams",
                "segments a second",
                "statements a second",
                "% of one core",
                "WAL MB a second",
                "segments entered: p50 ms",
                "p99 ms",
                "behind its time: p99 ms",
                "leases renewed: p99 ms",
                "recordings claimed: p99 ms",
                "not sent in time");
        for (int streams : Bench.numbers("bench.streams", "200,1000,2000,5000")) {
            Bench.say("%d streams on %d instances", streams, instances);
            try (Postgres postgres = Postgres.builder().durable(true).start()) {
                level(postgres, streams, instances, duration, table);
            }
        }
        table.print();
    }

    private static void level(Postgres postgres, int streams, int instances, Duration duration, Table table)
            throws Exception {
        PGSimpleDataSource connections = ServiceTables.in(postgres);
        List<SimulatedInstance> all = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            all.add(new SimulatedInstance("instance-" + i, connections, streams, instances));
        }
        try {
            for (int i = 0; i < streams; i++) {
                all.get(i % instances).begin();
            }
            for (SimulatedInstance one : all) {
                one.claim();
                one.start(new Random(1));
            }
            Pause.of(WARM);
            all.forEach(SimulatedInstance::forget);
            PostgresFigures before = PostgresFigures.of(postgres);
            String wal = wal(postgres);
            long began = System.nanoTime();
            Pause.of(duration);
            double seconds = (System.nanoTime() - began) / 1e9;
            PostgresFigures used = PostgresFigures.of(postgres).since(before);
            double written = Double.parseDouble(
                    (String) postgres.query("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '" + wal + "')::text AS one")
                            .get(0)
                            .get("one"));
            Map<String, Latencies> latencies = new TreeMap<>();
            all.forEach(one -> one.latencies().forEach((name, some) -> latencies.merge(name, some, Latencies::and)));
            Latencies entered = latencies.get("keep");
            long statements =
                    latencies.values().stream().mapToLong(Latencies::number).sum();
            table.row(
                    streams,
                    all.stream().mapToLong(SimulatedInstance::segments).sum() / seconds,
                    statements / seconds,
                    100 * used.cpu() / seconds,
                    written / 1e6 / seconds,
                    entered.took(0.5),
                    entered.took(0.99),
                    entered.behind(0.99),
                    latencies.get("renew").took(0.99),
                    latencies.get("claim").took(0.99),
                    all.stream().mapToLong(SimulatedInstance::waiting).sum());
        } finally {
            all.forEach(SimulatedInstance::close);
        }
    }

    private static String wal(Postgres postgres) throws SQLException {
        return (String) postgres.query("SELECT pg_current_wal_lsn()::text AS one")
                .get(0)
                .get("one");
    }

    /** What every statement may ask for, as application.properties has it. */
    static Map<String, Object> settings(String instance, int capacity) {
        Map<String, Object> values = new HashMap<>();
        values.put("properties:recorder.instance", instance);
        values.put("properties:recorder.lease.time", "15s");
        values.put("properties:recorder.monitor.interval", "10s");
        values.put("properties:recorder.capture.grace", "10s");
        values.put("properties:recorder.settle.limit", "5m");
        values.put("properties:recorder.reconnect.window", "0s");
        values.put("properties:recorder.finalize.most", 32);
        values.put("properties:recorder.hand-over.parallel", 2);
        values.put("properties:recorder.segments.bucket", "live-segments");
        values.put("properties:recorder.segments.prefix", "{stream_key}/");
        values.put("bean:thisInstance.node", instance + ":8083");
        values.put("bean:thisInstance.address", "127.0.0.1:8083");
        values.put("bean:thisInstance.capacity", capacity);
        values.put("bean:thisInstance.draining", false);
        values.put("bean:finalizing.ids", "{}");
        values.put("bean:receivers.ofStarted", "[]");
        values.put("bean:receivers.all", "[{\"receiver\":\"stream-service\",\"target\":\"\"}]");
        return values;
    }
}
