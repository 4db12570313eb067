package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The jar of {@code mvn package} started {@code bench.loops} times, with and without the archive of its classes that
 * the Dockerfile makes: until {@code /health} answers with 200, and what it has used of the processor by then; and from
 * SIGTERM to its exit, with nothing to do. The database is migrated by the first start, which is not counted.
 */
final class StartBenchmark {

    private static final int STARTS = Bench.number("bench.loops", 3);
    private static final Path JAR = Path.of("target", "recording-service.jar");

    private StartBenchmark() {}

    static void run() throws Exception {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is not there: mvn package -DskipTests");
        }
        Path archive = Path.of("target", "recording-service.jsa");
        Files.deleteIfExists(archive);
        Table table = new Table("", "start", "s to healthy", "CPU s", "RSS MB", "s from SIGTERM to exit");
        try (Rig rig = new Rig("start")) {
            try (ServiceProcess first = service(rig).flag("-XX:ArchiveClassesAtExit=" + archive)) {
                first.start().stop();
            }
            for (int start = 1; start <= STARTS; start++) {
                measure(table, "without an archive", start, service(rig));
                measure(table, "with one", start, service(rig).flag("-XX:SharedArchiveFile=" + archive));
            }
        }
        table.print();
    }

    private static ServiceProcess service(Rig rig) {
        return rig.wired(new ServiceProcess(JAR.toString(), rig.log()));
    }

    private static void measure(Table table, String name, int start, ServiceProcess service) throws IOException {
        try (service) {
            long began = System.nanoTime();
            service.start();
            double healthy = (System.nanoTime() - began) / 1e9;
            Figures figures = service.figures();
            long told = System.nanoTime();
            service.stop();
            table.row(
                    name,
                    start,
                    healthy,
                    figures.cpu(),
                    Figures.megabytes(figures.rss()),
                    (System.nanoTime() - told) / 1e9);
        }
    }
}
