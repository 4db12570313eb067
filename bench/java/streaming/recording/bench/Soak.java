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
import java.util.concurrent.TimeUnit;
import streaming.recording.demo.Progress;
import streaming.recording.embedded.Segments;

/**
 * Broadcasts one after the other under {@code bench.streams} keys for {@code bench.duration}, damaged as in
 * {@link SoakBroadcast}, while the service is killed, stopped and paused, PostgreSQL restarted and S3 broken, by the
 * dice of {@code bench.seed}. Then: was every packet recorded that reached the bucket, and does anything leak? In the
 * last third the service is not restarted, so that leaks add up.
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
    private long end;
    private volatile long calmSince = System.nanoTime();
    private Figures young;

    private Soak() throws Exception {}

    static void run() throws Exception {
        Soak soak = new Soak();
        try {
            soak.play();
        } finally {
            soak.rig.close();
        }
    }

    private void play() throws Exception {
        rig.service().with("KEEP_DAMAGED", "0").start();
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
            Pause.of(Duration.ofSeconds(20 + random.nextInt(25)));
            boolean last = System.nanoTime() > end - duration.toNanos() / 3;
            if (last && young == null) {
                young = rig.service().figures();
            }
            if (System.nanoTime() < end) {
                calmSince = Long.MAX_VALUE;
                fault(random.nextInt(last ? 6 : 9));
                calmSince = System.nanoTime();
            }
        }
        progress.at(duration.toSeconds(), "the last broadcasts end");
        for (Future<?> broadcaster : broadcasters) {
            broadcaster.get(10, TimeUnit.MINUTES);
        }
        threads.shutdown();
        Bench.say("The last broadcast is over; what is still to do is waited for.");
        new SoakAccount(rig, over).print(faults, young);
    }

    private void broadcastUntilTheEnd(String key, Random dice) throws Exception {
        for (int number = 0; System.nanoTime() < end; number++) {
            Broadcaster broadcaster = new Broadcaster(rig, key, sources.get(number % 2), SEGMENT);
            SoakBroadcast broadcast =
                    new SoakBroadcast(broadcaster, dice.nextLong(), 15 + dice.nextInt(35), SEGMENT, () -> calmSince);
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
