package streaming.recording.lease;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** The name under which this process holds leases: host, process id and a part that no later process has. */
public final class Instance {

    static final String HOST = host();

    public static final String NAME = HOST + "-" + ProcessHandle.current().pid() + "-"
            + UUID.randomUUID().toString().substring(0, 8);

    private Instance() {}

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
