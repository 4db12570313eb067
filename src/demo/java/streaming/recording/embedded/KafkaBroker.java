package streaming.recording.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** One Kafka node without ZooKeeper (KRaft), as a process of its own with a folder of its own. */
public final class KafkaBroker implements AutoCloseable {

    private final BrokerProcess process;

    private KafkaBroker(BrokerProcess process) {
        this.process = process;
    }

    /** Not yet started; its address is known all the same. */
    public static KafkaBroker make() {
        try {
            KafkaBroker broker = new KafkaBroker(new BrokerProcess("kafka"));
            broker.format();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** host:port */
    public String address() {
        return process.address();
    }

    private Path properties() {
        return process.file("server.properties");
    }

    private void format() throws IOException {
        int controller = Ports.free();
        Map<String, String> properties = Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
                Map.entry("listeners", "PLAINTEXT://" + address() + ",CONTROLLER://127.0.0.1:" + controller),
                Map.entry("advertised.listeners", "PLAINTEXT://" + address()),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", process.file("data").toString()),
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
        Files.writeString(properties(), text);
        StorageTool.execute(
                new String[] {
                    "format",
                    "-t",
                    Uuid.randomUuid().toString(),
                    "-c",
                    properties().toString()
                },
                new PrintStream(process.file("format.log").toFile()));
    }

    /** Returns when it takes connections. */
    public KafkaBroker start() {
        process.start(new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "kafka.Kafka",
                properties().toString())));
        return this;
    }

    /** {@code kill -9}. */
    public KafkaBroker kill() {
        process.kill();
        return this;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        process.close();
    }
}
