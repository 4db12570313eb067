package streaming.recording.queue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import org.slf4j.LoggerFactory;
import streaming.recording.failure.NoAnswer;
import streaming.recording.health.Outage;

/** The broker of one queue: whether it can be used. */
final class Broker {

    private static final int PATIENCE = 1_000;

    private final String name;
    private final List<String> addresses;
    private final Outage outage;
    private boolean doubted;

    /**
     * @param name with the setting that names it
     * @param addresses host:port; one that answers is enough
     */
    Broker(String name, List<String> addresses, Clock clock) {
        this.name = name;
        this.addresses = addresses;
        outage = new Outage(LoggerFactory.getLogger("recording.queue"), clock, name);
    }

    boolean answers() {
        IOException last = null;
        for (String address : addresses) {
            try {
                connect(address);
                return true;
            } catch (IOException e) {
                last = e;
            }
        }
        outage.goesOn(NoAnswer.of(name, last));
        return false;
    }

    private static void connect(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        InetSocketAddress place =
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        if (place.isUnresolved()) {
            throw new UnknownHostException(address);
        }
        try (Socket socket = new Socket()) {
            socket.connect(place, PATIENCE);
        }
    }

    /** It answers, and something else is wrong. */
    void fails(String why) {
        outage.goesOn(name + ": " + why);
    }

    /** The same, when it is so twice: a client that has just been started is not connected yet. */
    void mayFail(String why) {
        if (doubted) {
            fails(why);
        }
        doubted = true;
    }

    void works() {
        doubted = false;
        outage.isOver();
    }

    String reason() {
        return outage.reason();
    }
}
