package streaming.recording.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Debian's RabbitMQ (apt-get install rabbitmq-server), as a process of its own with a folder of its own; the user is
 * {@code guest}, with that password.
 */
public final class RabbitBroker implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final long START = TimeUnit.SECONDS.toNanos(60);

    private final Scratch scratch;
    private final int port = Ports.free();
    private final int distribution = Ports.free();
    private final int names = Ports.free();
    private Process process;

    private RabbitBroker(Scratch scratch) {
        this.scratch = scratch;
    }

    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** Not yet started; its address is known all the same. */
    public static RabbitBroker make() {
        try {
            RabbitBroker broker = new RabbitBroker(Scratch.make("rabbitmq"));
            Files.writeString(broker.file("plugins"), "[].");
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** host:port */
    public String address() {
        return "127.0.0.1:" + port;
    }

    public String url() {
        return "amqp://guest:guest@" + address();
    }

    private Path file(String name) {
        return scratch.folder().resolve(name);
    }

    /** Returns when it takes connections. */
    public RabbitBroker start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(PROGRAM.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(file("log").toFile()));
            builder.environment()
                    .putAll(Map.ofEntries(
                            Map.entry("HOME", scratch.folder().toString()),
                            Map.entry("RABBITMQ_NODENAME", "rabbit" + port + "@localhost"),
                            Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                            Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
                            Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distribution)),
                            Map.entry("RABBITMQ_MNESIA_BASE", file("data").toString()),
                            Map.entry("RABBITMQ_LOGS", "-"),
                            Map.entry(
                                    "RABBITMQ_ENABLED_PLUGINS_FILE",
                                    file("plugins").toString()),
                            Map.entry("RABBITMQ_CONF_ENV_FILE", file("none").toString()),
                            Map.entry("ERL_EPMD_PORT", Integer.toString(names))));
            process = Child.start(Child.As.US, builder);
            long deadline = System.nanoTime() + START;
            while (!listens()) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("RabbitMQ does not start: " + Files.readString(file("log")));
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
    public RabbitBroker kill() {
        Child.kill(process);
        try {
            process.waitFor();
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
