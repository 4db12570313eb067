package streaming.recording.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A broker in a folder and at a port of its own, which can be killed and comes back. */
final class BrokerProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Scratch scratch;
    private final int port = Ports.free();
    private Process process;

    /** @param name of its folder */
    BrokerProcess(String name) throws IOException {
        scratch = Scratch.make(name);
    }

    int port() {
        return port;
    }

    /** {@code host:port} */
    String address() {
        return "127.0.0.1:" + port;
    }

    Path file(String name) {
        return scratch.folder().resolve(name);
    }

    /** Returns when it takes connections. */
    void start(ProcessBuilder builder) {
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file("log").toFile()));
        try {
            process = Child.start(Child.As.US, builder);
            long deadline = System.nanoTime() + START.toNanos();
            while (!listens()) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("The broker does not start: " + Files.readString(file("log")));
                }
                Thread.sleep(50);
            }
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

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() {
        Child.kill(process);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** When it is killed: deletes its folder. */
    @Override
    public void close() {
        try {
            scratch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
