package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures the service while something is done to it: its memory, and how long webhooks wait beside it. */
final class SiegeStep {

    private static final Path COLLECTOR =
            Path.of("target", "bench-siege-gc.log").toAbsolutePath();
    /** JAVA_TOOL_OPTIONS of the service. */
    static final String LOG = "-Xlog:gc:file=" + COLLECTOR + "::filecount=0";

    private static final Pattern LEFT = Pattern.compile("->(\\d+)M\\(");

    /** What is done. */
    interface Deed {
        void run() throws Exception;
    }

    private final Table table;
    private final String subject;
    private final Rig rig;

    SiegeStep(Table table, String subject, Rig rig) {
        this.table = table;
        this.subject = subject;
        this.rig = rig;
    }

    static Table table() {
        return new Table(
                "siege",
                "step",
                "outcome",
                "seconds",
                "heap left by the collector, MB at most",
                "RSS MB at most",
                "ffmpeg and ffprobe MB at most",
                "webhooks beside it, p99 ms");
    }

    void take(String name, Deed deed) throws Exception {
        boolean runs = rig.service().isAlive();
        long[] most = new long[2];
        long heapFrom = runs ? Files.readAllLines(COLLECTOR).size() : 0;
        if (runs) {
            Figures.forgetPeak(rig.service().pid());
        }
        Thread sampler = Rig.daemon(() -> sample(most));
        sampler.start();
        List<Long> answers = Collections.synchronizedList(new ArrayList<>());
        Thread sender = Rig.daemon(() -> send(answers));
        sender.start();
        long from = System.nanoTime();
        String outcome = "done";
        try {
            deed.run();
        } catch (RuntimeException | IOException failed) {
            outcome = failed.getMessage();
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        sampler.interrupt();
        sampler.join();
        sender.interrupt();
        sender.join();
        List<Long> waited = answers.stream().sorted().toList();
        long heap = Files.lines(COLLECTOR)
                .skip(heapFrom)
                .map(LEFT::matcher)
                .filter(Matcher::find)
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .max()
                .orElse(0);
        table.row(
                subject,
                name,
                rig.service().isAlive() ? outcome : "the service is dead",
                seconds,
                heap,
                most[0] / 1_000_000,
                most[1] / 1_000_000,
                waited.isEmpty() ? "-" : waited.get((int) (0.99 * (waited.size() - 1))) / 1_000_000);
    }

    /** The same webhook again and again, which changes nothing; one that is not answered within 5 s counts as 5 s. */
    private void send(List<Long> answers) {
        String again = "{\"event\":\"stream.ended\",\"stream_id\":\"" + UUID.randomUUID()
                + "\",\"stream_key\":\"beside\",\"user_id\":\"" + Broadcaster.USER
                + "\",\"timestamp\":\"2026-01-01T00:00:00Z\"}";
        while (!Thread.currentThread().isInterrupted()) {
            try {
                long from = System.nanoTime();
                int status = rig.service().isAlive() ? rig.service().post("/webhook/stream", again) : 0;
                long waited = System.nanoTime() - from;
                if (status > 0 || waited > 4e9) {
                    answers.add(waited);
                }
                Thread.sleep(200);
            } catch (InterruptedException | IllegalStateException over) {
                return;
            }
        }
    }

    private void sample(long[] most) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (rig.service().isAlive()) {
                    Figures now = rig.service().figures();
                    most[0] = Math.max(most[0], now.peak());
                    most[1] = Math.max(most[1], now.held());
                }
                Thread.sleep(300);
            } catch (IOException | RuntimeException ended) {
                continue;
            } catch (InterruptedException over) {
                return;
            }
        }
    }
}
