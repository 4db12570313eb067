package streaming.recording.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * GET /recordings without a limit, with {@code bench.rows} rows: the time to the first and the last byte and the memory
 * of the process, for one reader and for several at once. The rival, {@link PlainService}, reads with a cursor and
 * writes as it reads.
 */
final class ListBenchmark {

    private static final int ROWS = Bench.number("bench.rows", 100_000);
    private static final int READERS = Bench.number("bench.connections", 8);

    private ListBenchmark() {}

    static void run() throws Exception {
        Table table = new Table(
                "",
                "answered",
                "MB each",
                "first byte ms",
                "last byte ms",
                "RSS MB before",
                "RSS MB at most",
                "CPU s each");
        try (Rig rig = new Rig("list")) {
            rig.service().start();
            Bench.say("%d rows", ROWS);
            rig.postgres()
                    .execute(
                            "INSERT INTO recordings (stream_id, file_path, duration, file_size, status, started_at, completed_at)"
                                    + " SELECT gen_random_uuid(), 'recordings/broadcaster-' || i || '.mp4', 3600, 1800000000, 'completed',"
                                    + " timestamp '2025-01-01' + i * interval '5 minutes', timestamp '2025-01-01' + i * interval '5 minutes' + interval '1 hour'"
                                    + " FROM generate_series(1, ?) i",
                            ROWS);
            measure(table, "the service", rig.service());
            rig.service().stop();
            try (ServiceProcess plain = rig.wired(new ServiceProcess(PlainService.class.getName(), rig.log()))
                    .start()) {
                measure(table, "plain Vert.x, a cursor", plain);
            }
        }
        table.print();
    }

    private static void measure(Table table, String name, ServiceProcess service) throws Exception {
        for (int i = 0; i < 3; i++) {
            read(service);
        }
        for (int readers : List.of(1, READERS)) {
            Figures.forgetPeak(service.pid());
            Figures before = service.figures();
            ExecutorService threads = Executors.newFixedThreadPool(readers);
            List<Future<Answer>> reading = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                reading.add(threads.submit(() -> read(service)));
            }
            double first = 0;
            double last = 0;
            long bytes = 0;
            int answered = 0;
            for (Future<Answer> one : reading) {
                Answer answer = one.get();
                answered += answer.status() == 200 ? 1 : 0;
                first = Math.max(first, answer.first());
                last = Math.max(last, answer.last());
                bytes += answer.bytes();
            }
            threads.shutdown();
            if (!service.isAlive()) {
                table.row(
                        name + ", " + readers + " at once",
                        answered + " of " + readers,
                        "-",
                        "-",
                        "-",
                        Figures.megabytes(before.rss()),
                        "out of memory",
                        "-");
                return;
            }
            Figures after = service.figures();
            table.row(
                    name + ", " + readers + " at once",
                    answered + " of " + readers,
                    bytes / 1e6 / readers,
                    first,
                    last,
                    Figures.megabytes(before.rss()),
                    Figures.megabytes(after.peak()),
                    (after.cpu() - before.cpu()) / readers);
        }
    }

    /** @param first milliseconds to the first byte of the body, {@code last} to its end */
    private record Answer(int status, double first, double last, long bytes) {}

    private static Answer read(ServiceProcess service) throws InterruptedException {
        long start = System.nanoTime();
        try {
            HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.uri("/recordings")).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                long bytes = body.read() < 0 ? 0 : 1;
                double first = (System.nanoTime() - start) / 1e6;
                byte[] buffer = new byte[1 << 16];
                for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                    bytes += read;
                }
                return new Answer(answer.statusCode(), first, (System.nanoTime() - start) / 1e6, bytes);
            }
        } catch (IOException e) {
            return new Answer(0, 0, (System.nanoTime() - start) / 1e6, 0);
        }
    }
}
