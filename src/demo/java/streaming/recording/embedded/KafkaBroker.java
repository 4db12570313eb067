package streaming.recording.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * One Kafka node without ZooKeeper (KRaft), as a process of its own with a folder of its own: it can be killed and
 * comes back.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Scratch scratch;
    private final int port = Ports.free();
    private Process process;

    private KafkaBroker(Scratch scratch) {
        this.scratch = scratch;
    }

    /** Not yet started; its address is known all the same. */
    public static KafkaBroker make() {
        try {
            KafkaBroker broker = new KafkaBroker(Scratch.make("kafka"));
            broker.format();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** host:port */
    public String address() {
        return "127.0.0.1:" + port;
    }

    private Path file() {
        return scratch.folder().resolve("server.properties");
    }

    private void format() throws IOException {
        int controller = Ports.free();
        Map<String, String> properties = Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", scratch.folder().resolve("data").toString()),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("num.partitions", "2"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // it takes 128 MB, and the topics of a test are short
                Map.entry("log.cleaner.enable", "false"),
                Map.entry("message.max.bytes", "2000000"));
        StringBuilder text = new StringBuilder();
        properties.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        Files.writeString(file(), text);
        StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file().toString()},
                new PrintStream(scratch.folder().resolve("format.log").toFile()));
    }

    /** Returns when it takes connections. */
    public KafkaBroker start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx192m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            "kafka.Kafka",
                            file().toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            scratch.folder().resolve("kafka.log").toFile()));
            process = Child.start(Child.As.US, builder);
            long deadline = System.nanoTime() + START.toNanos();
            while (!listens()) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("Kafka does not start: "
                            + Files.readString(scratch.folder().resolve("kafka.log")));
                }
                Thread.sleep(50);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@code kill -9}. */
    public KafkaBroker kill() {
        Child.kill(process);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
        try {
            scratch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
