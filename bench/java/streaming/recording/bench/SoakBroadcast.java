package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * One broadcast of the soak, with the damage that a bad network and a careless uploader do: garbage in place of a
 * segment, a segment that never comes, one that is half-written first, and several that come late and out of order. It
 * keeps account of what a perfect recorder could have recorded.
 */
final class SoakBroadcast {

    private static final int LATEST = 3;
    private final Broadcaster broadcaster;
    private final Random random;
    private final int segments;
    private final Duration segment;
    private final Duration notices;
    private final LongSupplier calmSince;
    private final List<Integer> damaged = new ArrayList<>();
    private long packets;
    private boolean told = true;

    /**
     * @param segments how many it has at least; it goes on until the service had its chance to notice it
     * @param notices how long the service takes to notice it: what happened entirely while it was away, nobody can
     *     record
     * @param calmSince since when the service runs undisturbed, nanoTime; the far future while it does not
     */
    SoakBroadcast(
            Broadcaster broadcaster,
            long seed,
            int segments,
            Duration segment,
            Duration notices,
            LongSupplier calmSince) {
        this.broadcaster = broadcaster;
        this.random = new Random(seed);
        this.segments = segments;
        this.segment = segment;
        this.notices = notices;
        this.calmSince = calmSince;
    }

    Broadcaster broadcaster() {
        return broadcaster;
    }

    /** Segments that were damaged on purpose. */
    int damaged() {
        return damaged.size();
    }

    /** Packets of all tracks in the segments that reached the bucket whole. */
    long packets() {
        return packets;
    }

    /** Both webhooks were sent and answered; otherwise the service has to ask. */
    boolean told() {
        return told;
    }

    /** Returns when it is over. */
    SoakBroadcast run() throws Exception {
        long start = System.nanoTime();
        told = broadcaster.start(random.nextInt(10) > 0) == 200;
        TreeMap<Integer, List<Integer>> late = new TreeMap<>();
        int rest = LATEST;
        for (int number = 0; rest > 0; number++) {
            Pause.until(start + segment.toNanos() * (number + 1));
            boolean ends = number + LATEST >= segments && noticed(start) || number + LATEST >= broadcaster.longest();
            rest -= ends ? 1 : 0;
            // the first decides what tracks there are, the last few end with the broadcast
            boolean spared = number == 0 || ends;
            switch (spared ? 99 : random.nextInt(100)) {
                case 0, 1 -> garbage(number);
                case 2 -> damaged.add(number);
                case 3, 4, 5, 6 -> {
                    byte[] whole = Files.readAllBytes(broadcaster.source(number));
                    broadcaster.put(number, RequestBody.fromBytes(java.util.Arrays.copyOf(whole, whole.length / 2)));
                    broadcaster.list(number);
                    late.computeIfAbsent(number + 1, none -> new ArrayList<>()).add(number);
                }
                case 7, 8, 9, 10, 11, 12 -> {
                    broadcaster.list(number);
                    late.computeIfAbsent(number + 1 + random.nextInt(LATEST), none -> new ArrayList<>())
                            .add(number);
                }
                default -> {
                    whole(number);
                    broadcaster.list(number);
                }
            }
            while (!late.isEmpty() && late.firstKey() <= number) {
                for (int waited : late.pollFirstEntry().getValue()) {
                    whole(waited);
                }
            }
            broadcaster.putPlaylist();
        }
        while (!late.isEmpty()) {
            for (int waited : late.pollFirstEntry().getValue()) {
                whole(waited);
            }
        }
        told &= broadcaster.end(random.nextInt(10) > 0) == 200;
        // the key is free for the next broadcast after a while: its segments will be written over this one's
        long over = System.nanoTime();
        Pause.of(Duration.ofSeconds(5 + random.nextInt(15)));
        while (!noticed(over)) {
            Pause.of(Duration.ofMillis(200));
        }
        return this;
    }

    private boolean noticed(long since) {
        long now = System.nanoTime();
        return now - Math.max(since, calmSince.getAsLong()) > notices.toNanos();
    }

    private void whole(int number) throws Exception {
        Path source = broadcaster.source(number);
        broadcaster.put(number, RequestBody.fromFile(source));
        packets += LoadBenchmark.packets(List.of(source));
    }

    private void garbage(int number) throws IOException {
        byte[] bytes = new byte[(int) Files.size(broadcaster.source(number))];
        random.nextBytes(bytes);
        broadcaster.put(number, RequestBody.fromBytes(bytes));
        broadcaster.list(number);
        damaged.add(number);
    }
}
