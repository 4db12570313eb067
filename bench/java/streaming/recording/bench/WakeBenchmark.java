package streaming.recording.bench;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.sync.RequestBody;
import streaming.recording.embedded.Segments;

/**
 * How soon {@code bench.instances} with the default MONITOR_INTERVAL do what only one of them heard of: a stream that
 * starts, whose first segment is there; and a segment that is put, when the store says so, and when it does not. All
 * times are from the answer to the webhook, or to the PUT, until the segment is in the ledger. The first streams come a
 * moment after the start of all instances, which compile what they do then.
 */
final class WakeBenchmark {

    private static final int INSTANCES = Bench.numbers("bench.instances", "3").get(0);
    private static final int STREAMS = Bench.numbers("bench.streams", "60").get(0);
    private static final int COLD = 3 * INSTANCES;
    private static final Duration SEGMENT = Duration.ofSeconds(2);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private WakeBenchmark() {}

    static void run() throws Exception {
        List<Path> source = Segments.of(Duration.ofSeconds(6))
                .segment(SEGMENT)
                .size(320, 180)
                .make();
        Table table = new Table("from … until it is captured, ms", "number", "p50", "p99", "longest");
        try (Rig rig = new Rig("wake");
                Fleet fleet = new Fleet(rig, INSTANCES)) {
            for (ServiceProcess one : fleet.all()) {
                one.with("SEGMENT_EVENTS_FROM", "http").with("LIVE_JOINS", "0");
            }
            fleet.start();
            await(rig, "SELECT 1 FROM recording_instance WHERE alive_until > now()", INSTANCES);
            List<Broadcaster> streams = new ArrayList<>();
            long[] answered = new long[STREAMS];
            for (int i = 0; i < STREAMS; i++) {
                Broadcaster one = new Broadcaster(rig, "wake-" + i, source, SEGMENT);
                streams.add(one);
                one.next();
                one.start(true);
                answered[i] = System.currentTimeMillis();
                Pause.of(Duration.ofMillis(250));
            }
            captured(rig, 1);
            String first = (String) rig.postgres()
                    .query(
                            "SELECT owner AS one FROM recording_capture WHERE owner LIKE ?",
                            "%-" + rig.service().pid() + "-%")
                    .get(0)
                    .get("one");
            String cold = "substr(c.stream_key, 6)::int < " + COLD + " AND c.owner <> ?";
            String warm = "substr(c.stream_key, 6)::int >= " + COLD + " AND c.owner ";
            table.row(row("the webhook, right after the start", since(rig, 0, answered, cold, "")));
            table.row(row("the webhook, at the instance that was told", since(rig, 0, answered, warm + "= ?", first)));
            table.row(row("the webhook, at another instance", since(rig, 0, answered, warm + "<> ?", first)));
            put(streams, answered, fleet, false);
            captured(rig, 2);
            table.row(row("the PUT of an object, by polling", since(rig, 1, answered, "c.owner <> ?", "")));
            put(streams, answered, fleet, true);
            captured(rig, 3);
            table.row(row("the PUT, told by SEGMENT_EVENTS_FROM", since(rig, 2, answered, "c.owner <> ?", "")));
        }
        table.print();
    }

    /** One after the other within an interval. */
    private static void put(List<Broadcaster> streams, long[] answered, Fleet fleet, boolean told) {
        for (int i = 0; i < STREAMS; i++) {
            int number = told ? 2 : 1;
            Broadcaster one = streams.get(i);
            one.put(number, RequestBody.fromFile(one.source(number)));
            one.list(number);
            one.putPlaylist();
            answered[i] = System.currentTimeMillis();
            for (ServiceProcess instance : told ? fleet.all() : List.<ServiceProcess>of()) {
                instance.post(
                        "/webhook/storage",
                        "{\"Records\":[{\"eventName\":\"s3:ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\""
                                + Rig.SEGMENTS + "\"},\"object\":{\"key\":\"" + one.key() + "%2F"
                                + Broadcaster.name(number) + "\"}}}]}");
            }
            Pause.of(INTERVAL.dividedBy(STREAMS));
        }
    }

    private static List<Double> since(Rig rig, int number, long[] answered, String owned, String owner)
            throws SQLException {
        List<Double> took = new ArrayList<>();
        for (Map<String, Object> row : rig.postgres()
                .query(
                        "SELECT substr(c.stream_key, 6)::int AS stream, extract(epoch FROM s.captured_at)::float8 AS at"
                                + " FROM recording_segment s JOIN recording_capture c USING (recording_id)"
                                + " WHERE s.sequence = ? AND " + owned,
                        number,
                        owner)) {
            took.add(1000 * (Double) row.get("at") - answered[(Integer) row.get("stream")]);
        }
        return took.stream().sorted().toList();
    }

    private static Object[] row(String what, List<Double> took) {
        return took.isEmpty()
                ? new Object[] {what, 0, "-", "-", "-"}
                : new Object[] {
                    what,
                    took.size(),
                    took.get(took.size() / 2),
                    took.get(took.size() * 99 / 100),
                    took.get(took.size() - 1)
                };
    }

    private static void captured(Rig rig, int each) throws SQLException {
        await(rig, "SELECT 1 FROM recording_segment WHERE state = 'captured'", each * STREAMS);
    }

    private static void await(Rig rig, String query, int number) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (rig.postgres().query(query).size() < number && System.nanoTime() < deadline) {
            Pause.of(Duration.ofMillis(200));
        }
    }
}
