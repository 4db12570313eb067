package streaming.recording.lease;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.function.Supplier;

/**
 * Where the other instances reach the API of this one. What they all reach is the database: the address by which this
 * machine would speak to it is one that the others know a way to, in a container, a pod and on a plain host. No packet
 * is sent for it.
 */
public final class InstanceAddress implements Supplier<String> {

    private final String database;
    private final int port;
    private volatile String known;

    /**
     * @param setting host:port; empty: it is found
     * @param database host:port of PostgreSQL, several with commas between them
     * @param port of the API
     */
    public InstanceAddress(String setting, String database, int port) {
        this.database = database;
        this.port = port;
        known = setting.isEmpty() ? null : setting;
    }

    /** @return host:port; null while the name of the database cannot be resolved */
    @Override
    public String get() {
        if (known == null) {
            known = found();
        }
        return known;
    }

    private String found() {
        String first = database.split(",", 2)[0];
        int colon = first.lastIndexOf(':');
        try (DatagramSocket way = new DatagramSocket()) {
            way.connect(new InetSocketAddress(first.substring(0, colon), Integer.parseInt(first.substring(colon + 1))));
            InetAddress ours = way.getLocalAddress();
            String host = ours.getHostAddress().replaceFirst("%.*", "");
            return ours.isAnyLocalAddress() ? null : (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        } catch (SocketException e) {
            // its name is not known now
            return null;
        }
    }
}
