package streaming.recording.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code bench.webhooks} webhooks over {@code bench.connections} connections, each as fast as the last one is answered:
 * half of them start a stream, half end the one that was started just before. The rival, {@link PlainService}, has one
 * INSERT for each and does nothing else; what the service does with the recordings meanwhile is counted with it.
 */
final class WebhookBenchmark {

    private static final int WEBHOOKS = Bench.number("bench.webhooks", 5_000);
    private static final int CONNECTIONS = Bench.number("bench.connections", 16);

    private WebhookBenchmark() {}

    static void run() throws Exception {
        Table table = new Table(
                "",
                "webhooks",
                "errors",
                "a second",
                "p50 ms",
                "p99 ms",
                "worst ms",
                "CPU ms each",
                "PostgreSQL, CPU ms each",
                "commits each",
                "RSS MB");
        try (Rig rig = new Rig("webhooks")) {
            rig.service().start();
            Bench.say("warm-up");
            tell(rig.service(), "warm", WEBHOOKS / 5);
            Bench.say("%d webhooks over %d connections", WEBHOOKS, CONNECTIONS);
            measure(table, "the service", rig, rig.service(), "hook");
            rig.service().stop();
            try (ServiceProcess plain = rig.wired(new ServiceProcess(PlainService.class.getName(), rig.log()))
                    .start()) {
                Bench.say("the rival: plain Vert.x and one INSERT");
                tell(plain, "plain-warm", WEBHOOKS / 5);
                measure(table, "plain Vert.x, one INSERT", rig, plain, "plain");
            }
        }
        table.print();
    }

    private static void measure(Table table, String name, Rig rig, ServiceProcess service, String keys)
            throws Exception {
        PostgresFigures database = PostgresFigures.of(rig.postgres());
        Figures before = service.figures();
        long start = System.nanoTime();
        List<Answer> answers = tell(service, keys, WEBHOOKS);
        double seconds = (System.nanoTime() - start) / 1e9;
        Figures after = service.figures();
        PostgresFigures did = PostgresFigures.of(rig.postgres()).since(database);
        List<Double> times =
                new ArrayList<>(answers.stream().map(Answer::milliseconds).toList());
        Collections.sort(times);
        answers.stream()
                .filter(answer -> answer.status() != 200)
                .forEach(answer ->
                        Bench.say("%s: status %d after %.0f ms", name, answer.status(), answer.milliseconds()));
        table.row(
                name,
                answers.size(),
                answers.stream().filter(answer -> answer.status() != 200).count(),
                answers.size() / seconds,
                times.get(times.size() / 2),
                times.get(times.size() * 99 / 100),
                times.get(times.size() - 1),
                1000 * (after.cpu() - before.cpu()) / answers.size(),
                1000 * did.cpu() / answers.size(),
                (double) did.commits() / answers.size(),
                Figures.megabytes(after.rss()));
    }

    private record Answer(int status, double milliseconds) {}

    private static List<Answer> tell(ServiceProcess service, String keys, int webhooks) throws Exception {
        AtomicInteger next = new AtomicInteger();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        List<Future<List<Answer>>> parts = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            parts.add(threads.submit(() -> {
                List<Answer> answers = new ArrayList<>();
                for (int stream = next.getAndIncrement(); stream < webhooks / 2; stream = next.getAndIncrement()) {
                    UUID id = UUID.randomUUID();
                    answers.add(tell(service, "stream.started", keys + "-" + stream, id, now));
                    answers.add(tell(service, "stream.ended", keys + "-" + stream, id, now));
                }
                return answers;
            }));
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<List<Answer>> part : parts) {
            answers.addAll(part.get());
        }
        threads.shutdown();
        return answers;
    }

    private static Answer tell(ServiceProcess service, String event, String key, UUID id, String time) {
        long start = System.nanoTime();
        int status = service.post(
                "/webhook/stream",
                "{\"event\":\"" + event + "\",\"stream_id\":\"" + id + "\",\"stream_key\":\"" + key
                        + "\",\"user_id\":\"" + Broadcaster.USER + "\",\"timestamp\":\"" + time + "\"}");
        return new Answer(status, (System.nanoTime() - start) / 1e6);
    }
}
