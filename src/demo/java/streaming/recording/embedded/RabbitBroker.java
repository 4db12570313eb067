package streaming.recording.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Debian's RabbitMQ (apt-get install rabbitmq-server), as a process of its own with a folder of its own; the user is
 * {@code guest}, with that password.
 */
public final class RabbitBroker implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    private final BrokerProcess process;
    private final int distribution = Ports.free();
    private final int names = Ports.free();

    private RabbitBroker(BrokerProcess process) {
        this.process = process;
    }

    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** Not yet started; its address is known all the same. */
    public static RabbitBroker make() {
        try {
            BrokerProcess process = new BrokerProcess("rabbitmq");
            Files.writeString(process.file("plugins"), "[].");
            return new RabbitBroker(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** host:port */
    public String address() {
        return process.address();
    }

    public String url() {
        return "amqp://guest:guest@" + address();
    }

    /** Returns when it takes connections. */
    public RabbitBroker start() {
        ProcessBuilder builder = new ProcessBuilder(List.of(PROGRAM.toString()));
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("HOME", process.file("").toString()),
                        Map.entry("RABBITMQ_NODENAME", "rabbit" + process.port() + "@localhost"),
                        Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                        Map.entry("RABBITMQ_NODE_PORT", Integer.toString(process.port())),
                        Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distribution)),
                        Map.entry("RABBITMQ_MNESIA_BASE", process.file("data").toString()),
                        Map.entry("RABBITMQ_LOGS", "-"),
                        Map.entry(
                                "RABBITMQ_ENABLED_PLUGINS_FILE",
                                process.file("plugins").toString()),
                        Map.entry("RABBITMQ_CONF_ENV_FILE", process.file("none").toString()),
                        Map.entry("ERL_EPMD_PORT", Integer.toString(names))));
        process.start(builder);
        return this;
    }

    /** {@code kill -9}. */
    public RabbitBroker kill() {
        process.kill();
        try {
            // the server of names that it started
            new ProcessBuilder("epmd", "-port", Integer.toString(names), "-kill")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
