package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import streaming.recording.demo.Progress;
import streaming.recording.embedded.RabbitBroker;
import streaming.recording.embedded.Segments;

/**
 * Broadcasts one after the other under {@code bench.streams} keys for {@code bench.duration}, damaged as in
 * {@link SoakBroadcast}, while the service is killed, stopped and paused, PostgreSQL restarted and S3 broken, by the
 * dice of {@code bench.seed}. Then: was every packet recorded that reached the bucket, and does anything leak? In the
 * last third the service is not restarted, so that leaks add up.
 *
 * <p>With {@code bench.instances} of 2 or more one of them is killed, stopped or paused each minute, and the broker
 * that half of the events come by and PostgreSQL are restarted twice, while somebody watches what is live.
 */
final class Soak {

    private static final Duration SEGMENT = Duration.ofSeconds(2);

    private final Duration duration = Bench.duration("bench.duration", "30m");
    private final Random random = new Random(Bench.number("bench.seed", 1));
    private final List<List<Path>> sources = List.of(
            Segments.of(Duration.ofSeconds(300)).tone(500).make(),
            Segments.of(Duration.ofSeconds(300)).tone(700).make());
    private final List<SoakBroadcast> over = new ArrayList<>();
    private final Map<String, Integer> faults = new TreeMap<>();
    private final Rig rig = new Rig("soak");
    private final int instances = Bench.numbers("bench.instances", "1").get(0);
    private final Fleet fleet = new Fleet(rig, instances);
    private final SoakQueue queue = instances > 1 && RabbitBroker.isInstalled() ? new SoakQueue() : null;
    private long end;
    private volatile long calmSince = System.nanoTime();
    private Figures young;
    private int restarts;

    private Soak() throws Exception {}

    static void run() throws Exception {
        Soak soak = new Soak();
        try {
            soak.play();
        } finally {
            soak.fleet.close();
            if (soak.queue != null) {
                soak.queue.close();
            }
            soak.rig.close();
        }
    }

    private void play() throws Exception {
        for (ServiceProcess one : fleet.all()) {
            one.with("KEEP_DAMAGED", "0");
            if (queue != null) {
                queue.wire(one);
            }
        }
        fleet.start();
        rig.tellBy(this::tell);
        SoakViewer viewer = new SoakViewer(fleet);
        Thread watching = Rig.daemon(viewer);
        watching.start();
        end = System.nanoTime() + duration.toNanos();
        calmSince = System.nanoTime();
        int keys = Bench.numbers("bench.streams", "10").get(0);
        ExecutorService threads = Executors.newFixedThreadPool(keys);
        List<Future<?>> broadcasters = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            String key = "soak-" + i;
            long seed = random.nextLong();
            broadcasters.add(threads.submit(() -> {
                broadcastUntilTheEnd(key, new Random(seed));
                return null;
            }));
        }
        Progress progress = Progress.of("", duration.toSeconds());
        while (System.nanoTime() < end) {
            progress.at(duration.minusNanos(end - System.nanoTime()).toSeconds(), "");
            Pause.of(Duration.ofSeconds(instances > 1 ? 40 + random.nextInt(10) : 20 + random.nextInt(25)));
            boolean last = System.nanoTime() > end - duration.toNanos() / 3;
            if (last && young == null) {
                young = fleet.figures();
            }
            if (System.nanoTime() < end) {
                calmSince = Long.MAX_VALUE;
                if (instances > 1) {
                    faultOfOne();
                } else {
                    fault(random.nextInt(last ? 6 : 9));
                }
                calmSince = System.nanoTime();
            }
        }
        progress.at(duration.toSeconds(), "the last broadcasts end");
        for (Future<?> broadcaster : broadcasters) {
            broadcaster.get(10, TimeUnit.MINUTES);
        }
        threads.shutdown();
        Bench.say("The last broadcast is over; what is still to do is waited for.");
        viewer.end(watching).forEach((answer, times) -> faults.merge(answer, times, Integer::sum));
        new SoakAccount(rig, fleet, over).print(faults, instances > 1 ? null : young);
    }

    /** Half of the events by the queue, where there is one; the others by a webhook to any instance. */
    private int tell(String json) {
        return queue != null && ThreadLocalRandom.current().nextBoolean()
                ? queue.tell(json)
                : fleet.any().post("/webhook/stream", json);
    }

    /** Twice in all the broker and PostgreSQL, else one of the instances. */
    private void faultOfOne() throws IOException, SQLException {
        double passed = 1 - (end - System.nanoTime()) / (double) duration.toNanos();
        int seconds = 3 + random.nextInt(15);
        ServiceProcess one = fleet.dice(random);
        if (passed > (1 + restarts) / 3.0) {
            restarts++;
            note("broker killed and started, then PostgreSQL stopped and started", 5);
            if (queue != null) {
                queue.restart();
            }
            rig.postgres().stop();
            Pause.of(Duration.ofSeconds(5));
            rig.postgres().start();
            return;
        }
        switch (random.nextInt(5)) {
            case 0 -> {
                note("one instance stopped with SIGTERM and started", seconds);
                fleet.away(one).stop();
                Pause.of(Duration.ofSeconds(seconds));
                one.start();
            }
            case 1, 2 -> {
                note("one instance paused with SIGSTOP", 2 * seconds);
                fleet.away(one).signal("STOP");
                Pause.of(Duration.ofSeconds(2L * seconds));
                one.signal("CONT");
            }
            default -> {
                note("one instance killed with SIGKILL and started", seconds);
                fleet.away(one).kill();
                Pause.of(Duration.ofSeconds(seconds));
                one.start();
            }
        }
        fleet.back();
    }

    /** An interval and time to fetch; where another instance takes over, a lease before that. */
    private Duration notices() {
        return Duration.ofSeconds(instances > 1 ? 30 : 15);
    }

    private void broadcastUntilTheEnd(String key, Random dice) throws Exception {
        for (int number = 0; System.nanoTime() < end; number++) {
            Broadcaster broadcaster = new Broadcaster(rig, key, sources.get(number % 2), SEGMENT);
            SoakBroadcast broadcast = new SoakBroadcast(
                    broadcaster, dice.nextLong(), 15 + dice.nextInt(35), SEGMENT, notices(), () -> calmSince);
            synchronized (over) {
                over.add(broadcast);
            }
            broadcast.run();
        }
    }

    private void fault(int number) throws IOException, SQLException {
        int seconds = 3 + random.nextInt(15);
        switch (number) {
            case 0, 1 -> {
                note("a third of all S3 requests broken", seconds);
                rig.gate().breakShare(0.3);
                Pause.of(Duration.ofSeconds(seconds));
                rig.gate().breakShare(0);
            }
            case 2 -> {
                note("all S3 requests broken", seconds);
                rig.gate().breakShare(1);
                Pause.of(Duration.ofSeconds(seconds));
                rig.gate().breakShare(0);
            }
            case 3 -> {
                note("PostgreSQL stopped and started", seconds);
                rig.postgres().stop();
                Pause.of(Duration.ofSeconds(seconds));
                rig.postgres().start();
            }
            case 4 -> {
                note("PostgreSQL killed and started", 0);
                rig.postgres().kill();
                rig.postgres().start();
            }
            case 5 -> {
                note("service paused with SIGSTOP", 2 * seconds);
                rig.service().signal("STOP");
                Pause.of(Duration.ofSeconds(2L * seconds)); // longer than a lease, in half of the cases
                rig.service().signal("CONT");
            }
            case 6 -> {
                note("service stopped with SIGTERM and started", seconds);
                rig.service().stop();
                Pause.of(Duration.ofSeconds(seconds));
                rig.service().start();
            }
            default -> {
                note("service killed with SIGKILL and started", seconds);
                rig.service().kill();
                Pause.of(Duration.ofSeconds(seconds));
                rig.service().start();
            }
        }
    }

    private void note(String fault, int seconds) {
        faults.merge(fault, 1, Integer::sum);
        Bench.say(
                "%4d s before the end: %s, %d s",
                TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime()), fault, seconds);
    }
}
