package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import streaming.recording.demo.Progress;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * What live joins cost while streams are live: {@code mvn -Pbench test-compile exec:exec -Dbench=live
 * -Dbench.streams=1,10,50}, with live joins and without. Each stream sends 4 s of 2.2 Mbit/s every 4 s, for a minute.
 * CPU is in percent of one core, memory is resident.
 */
public final class LiveBenchmark {

    private static final int SECONDS = 60;
    private static final long TICKS_A_SECOND = 100;

    private LiveBenchmark() {}

    static void run() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        Bench.say(
                "%8s %8s %14s %14s %12s %12s",
                "streams", "ffmpegs", "MB an ffmpeg", "% an ffmpeg", "MB service", "% service");
        for (int streams : Bench.numbers("bench.streams", "1,10,50")) {
            for (String liveJoins : List.of("0", "auto")) {
                measure(folder, streams, liveJoins);
            }
        }
    }

    private static void measure(Path folder, int number, String liveJoins) throws Exception {
        LongBroadcast broadcast = new LongBroadcast(folder.resolve("loop"));
        RealParts parts = new RealParts();
        try (Recorder recorder = parts.recorder()
                .asDeployed()
                .with("LIVE_JOINS", liveJoins)
                .with("MONITOR_INTERVAL", "4s")
                .start()) {
            List<Stream> streams = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                streams.add(Stream.on(recorder).started());
            }
            long before = 0;
            long from = System.nanoTime();
            Progress progress = Progress.of("", SECONDS);
            for (int second = 0; second < SECONDS; second += LongBroadcast.SEGMENT) {
                progress.at(second, number + " streams, LIVE_JOINS=" + liveJoins);
                byte[] segment = broadcast.next();
                String name = LongBroadcast.name(second / LongBroadcast.SEGMENT);
                streams.forEach(stream -> stream.put(name, segment));
                if (second == 0) {
                    before = ticks(recorder.process().pid());
                }
                long wait = from + (second + LongBroadcast.SEGMENT) * 1_000_000_000L - System.nanoTime();
                Thread.sleep(Math.max(0, wait / 1_000_000));
            }
            progress.at(SECONDS, "");
            double seconds = (System.nanoTime() - from) / 1e9;
            List<Long> ffmpegs = recorder.process()
                    .toHandle()
                    .children()
                    .map(ProcessHandle::pid)
                    .toList();
            long memory = 0;
            long cpu = 0;
            for (long ffmpeg : ffmpegs) {
                memory += resident(ffmpeg);
                cpu += ticks(ffmpeg);
            }
            long service = recorder.process().pid();
            Bench.say(
                    "%8d %8d %14.1f %14.2f %12.1f %12.1f",
                    number,
                    ffmpegs.size(),
                    memory / 1000.0 / Math.max(1, ffmpegs.size()),
                    100.0 * cpu / TICKS_A_SECOND / seconds / Math.max(1, ffmpegs.size()),
                    resident(service) / 1000.0,
                    100.0 * (ticks(service) - before) / TICKS_A_SECOND / seconds);
        } finally {
            parts.close();
        }
    }

    /** kB; 0 when the process has ended. */
    private static long resident(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        Optional<String> line = Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(found -> found.startsWith("VmRSS:"))
                        .findFirst()
                : Optional.empty();
        return line.map(found -> Long.parseLong(found.replaceAll("\\D", ""))).orElse(0L);
    }

    /** utime and stime of proc(5), in hundredths of a second. */
    private static long ticks(long pid) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
