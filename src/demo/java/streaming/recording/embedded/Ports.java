package streaming.recording.embedded;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for those who must be told theirs before they listen. They lie below the range from which the system gives
 * ports to outgoing connections (32768 and up on Linux), so that none is taken in the meantime, nor while its owner is
 * stopped; and processes that run side by side have a share each.
 */
public final class Ports {

    private static final int FIRST = 10_000;
    private static final int SHARES = 22;
    private static final int EACH = 1_000;
    /** Shares of processes that somebody numbers; the others take theirs from what is left. */
    private static final int NUMBERED = 8;

    private static final int SHARE = Integer.getInteger(
                    "ports.share", NUMBERED + (int) (ProcessHandle.current().pid() % (SHARES - NUMBERED)))
            % SHARES;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private Ports() {}

    /** A port on which nobody listens, and which nobody else is given. */
    public static int free() {
        for (int tries = 0; tries < EACH; tries++) {
            int port = FIRST + SHARE * EACH + NEXT.getAndIncrement() % EACH;
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IllegalStateException("no port is free");
    }
}
