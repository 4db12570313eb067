package streaming.recording.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The line between the service and a server: it can be slow, silent or cut. */
public final class Link implements AutoCloseable {

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flows = lock.newCondition();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean silent;
    private volatile boolean cut;
    private volatile Duration latency = Duration.ZERO;

    /** @param target port on this machine */
    public Link(int target) {
        this.target = target;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Bytes that went to the server so far. */
    public long asked() {
        return asked.get();
    }

    /** Bytes that came from it so far. */
    public long answered() {
        return answered.get();
    }

    /** Each packet takes so long, in each direction. */
    public Link latency(Duration time) {
        latency = time;
        return this;
    }

    /** Nothing is said any more, and nobody hangs up: what a firewall or a frozen host looks like. */
    public Link silence() {
        silent = true;
        return this;
    }

    /** Every connection is reset, and so is each new one. */
    public Link cut() {
        cut = true;
        open.forEach(Link::reset);
        return this;
    }

    /** As it was at first. */
    public Link mend() {
        cut = false;
        silent = false;
        latency = Duration.ZERO;
        lock.lock();
        try {
            flows.signalAll();
        } finally {
            lock.unlock();
        }
        return this;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (cut) {
                    reset(client);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                start(() -> pump(client, server, asked));
                start(() -> pump(server, client, answered));
            } catch (IOException e) {
                // the door is closed, or the server is away: the client sees its connection close
            }
        }
    }

    private void pump(Socket from, Socket to, AtomicLong bytes) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[16_384];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hold();
                bytes.addAndGet(read);
                out.write(buffer, 0, read);
            }
        } catch (IOException | InterruptedException e) {
            // one side hung up, and so does the other
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void hold() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(latency.toMillis());
        lock.lock();
        try {
            while (silent) {
                flows.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is closed already
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        mend();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Link::reset);
    }
}
