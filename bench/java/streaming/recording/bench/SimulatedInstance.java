package streaming.recording.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * An instance as PostgreSQL sees it: its statements at their times on its 8 connections, and no media. Each stream is
 * polled every 10 s, and has two or three new segments then.
 */
final class SimulatedInstance implements AutoCloseable {

    private static final int CONNECTIONS = 8;
    private static final Duration POLL = Duration.ofSeconds(10);
    /** Two tracks, as a segment of H.264 and AAC has them. */
    static final String TRACKS =
            "[{\\\"pid\\\":256,\\\"kind\\\":\\\"VIDEO\\\",\\\"codec\\\":\\\"h264\\\",\\\"configuration\\\":\\\"h264 1280x720 high@31 9f2c41d0\\\","
                    + "\\\"accessUnits\\\":120,\\\"firstPts\\\":126000,\\\"lastPts\\\":483000,\\\"firstDts\\\":126000,\\\"lastDts\\\":483000,"
                    + "\\\"endPts\\\":486000},{\\\"pid\\\":257,\\\"kind\\\":\\\"AUDIO\\\",\\\"codec\\\":\\\"aac\\\",\\\"configuration\\\":"
                    + "\\\"aac-lc 48000 Hz 2 ch\\\",\\\"accessUnits\\\":188,\\\"firstPts\\\":126000,\\\"lastPts\\\":485040,\\\"firstDts\\\":126000,"
                    + "\\\"lastDts\\\":485040,\\\"endPts\\\":486960}]";

    private static final Map<String, ServiceStatement> STATEMENTS = new TreeMap<>(Map.of(
            "keep", new ServiceStatement("capture/keep-segments.sql"),
            "looks", new ServiceStatement("capture/note-looks.sql"),
            "claim", new ServiceStatement("capture/claim-live-recordings.sql"),
            "renew", new ServiceStatement("capture/renew-leases.sql"),
            "ended", new ServiceStatement("finish/claim-ended-recording.sql"),
            "told", new ServiceStatement("receivers/claim-hand-over.sql"),
            "heard", new ServiceStatement("start/hear-stream-events.sql")));

    /** One stream: its recording, and how many segments it has. */
    private record Live(String key, UUID stream, AtomicLong segments) {}

    private interface Deed {
        /** @param due nanoTime at which it should have begun */
        void run(Connection connection, long due) throws SQLException;
    }

    private final String name;
    private final Map<String, Object> settings;
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private final List<Live> begun = Collections.synchronizedList(new ArrayList<>());
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(CONNECTIONS, CONNECTIONS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ThreadLocal<Connection> connection;
    private final Map<String, Latencies> latencies = new ConcurrentHashMap<>();
    private final AtomicLong segments = new AtomicLong();
    private final int share;

    SimulatedInstance(String name, DataSource database, int streams, int instances) {
        this.name = name;
        share = streams / instances;
        settings = DatabaseBenchmark.settings(name, Math.max(1, 2 * share));
        connection = ThreadLocal.withInitial(() -> {
            try {
                Connection one = database.getConnection();
                one.createStatement().execute("SET jit = off; SET recorder.instance = '" + name + "'");
                return one;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        STATEMENTS.keySet().forEach(statement -> latencies.put(statement, new Latencies()));
    }

    Map<String, Latencies> latencies() {
        return latencies;
    }

    long segments() {
        return segments.get();
    }

    /** Statements whose time has come and that have no connection yet. */
    long waiting() {
        return workers.getQueue().size();
    }

    void forget() {
        latencies.values().forEach(Latencies::forget);
        segments.set(0);
    }

    private void run(String statement, Connection on, Map<String, Object> more, long due) throws SQLException {
        Map<String, Object> values = new HashMap<>(settings);
        values.putAll(more);
        long began = System.nanoTime();
        STATEMENTS.get(statement).run(on, values);
        latencies.get(statement).add(due, began, System.nanoTime());
    }

    /** A stream starts. */
    void begin() throws SQLException {
        Live one = new Live("sim-" + UUID.randomUUID(), UUID.randomUUID(), new AtomicLong());
        begun.add(one);
        hear("stream.started", one, connection.get(), System.nanoTime());
    }

    private void hear(String event, Live one, Connection on, long due) throws SQLException {
        String now = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
        run(
                "heard",
                on,
                Map.of(
                        "body",
                        "[{\"number\":0,\"kind\":\"" + event + "\",\"stream_key\":\"" + one.key()
                                + "\",\"stream_id\":\"" + one.stream() + "\",\"at\":\"" + now + "\"}]"),
                due);
    }

    /** Takes what it has begun. */
    void claim() throws SQLException {
        run("renew", connection.get(), parameters("renew"), System.nanoTime());
        try (PreparedStatement take = connection
                .get()
                .prepareStatement("UPDATE recording_capture SET owner = ?, stage = 'capture',"
                        + " lease_until = now() + interval '15s' WHERE stream_key = ? RETURNING recording_id::text")) {
            for (Live one : begun) {
                take.setString(1, name);
                take.setString(2, one.key());
                try (ResultSet row = take.executeQuery()) {
                    row.next();
                    live.put(row.getString(1), one);
                }
            }
        }
    }

    void start(Random dice) {
        live.forEach((id, one) -> every(POLL, dice, "keep", (on, due) -> keep(id, one, on, due)));
        every(POLL, dice, "looks", null);
        every(POLL, dice, "claim", null);
        every(Duration.ofSeconds(5), dice, "renew", null);
        every(Duration.ofSeconds(2), dice, "ended", null);
        every(Duration.ofSeconds(1), dice, "told", null);
        every(Duration.ofMillis(3_600_000L / Math.max(1, share)), dice, "heard", (on, due) -> {
            Live next = new Live("sim-" + UUID.randomUUID(), UUID.randomUUID(), new AtomicLong());
            hear("stream.started", next, on, due);
            hear("stream.ended", next, on, due);
        });
    }

    private void every(Duration period, Random dice, String statement, Deed deed) {
        clock.scheduleAtFixedRate(
                () -> {
                    long due = System.nanoTime();
                    workers.execute(() -> send(statement, deed, due));
                },
                (long) (dice.nextDouble() * period.toNanos()),
                period.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void send(String statement, Deed deed, long due) {
        try {
            if (deed != null) {
                deed.run(connection.get(), due);
            } else {
                run(statement, connection.get(), parameters(statement), due);
            }
        } catch (SQLException e) {
            Bench.say("%s: %s", statement, e.getMessage());
        }
    }

    private Map<String, Object> parameters(String statement) {
        return switch (statement) {
            case "claim" -> Map.of("variable.onlyUnowned", false);
            case "renew" -> Map.of("body", "{}");
            case "looks" ->
                Map.of(
                        "body",
                        live.keySet().stream()
                                .map(id -> "{\"recording_id\":\"" + id + "\",\"found_new\":true}")
                                .collect(Collectors.joining(",", "[", "]")));
            default -> Map.of();
        };
    }

    private void keep(String id, Live one, Connection on, long due) throws SQLException {
        long first = one.segments().get();
        long more = first % 5 == 0 ? 2 : 3;
        StringBuilder kept = new StringBuilder("[");
        for (long number = first; number < first + more; number++) {
            String file = String.format("segment_%03d.ts", number);
            kept.append(number == first ? "" : ",")
                    .append("{\"recording_id\":\"" + id + "\",\"run\":0,\"sequence\":" + number + ",\"media_sequence\":"
                            + number + ",\"object_key\":\"" + one.key() + "/" + file + "\",\"etag\":\"\\\""
                            + UUID.randomUUID().toString().replace("-", "")
                            + "\\\"\",\"last_modified\":\"" + Instant.now() + "\",\"size\":1500000,\"file\":\"" + file
                            + "\",\"state\":\"captured\",\"discontinuity\":false,\"first_pts\":126000,\"last_pts\":486000,"
                            + "\"ticks\":360000,\"access_units\":308,\"tracks\":\"" + TRACKS
                            + "\",\"reason\":null,\"unchanged\":true,\"replaced_etag\":null}");
        }
        run("keep", on, Map.of("recordingId", id, "body.json", kept.append("]").toString()), due);
        one.segments().addAndGet(more);
        segments.addAndGet(more);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }
}
