package streaming.recording.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Whether somebody listens on our own port: Camel goes on without its server when that has stopped. */
public final class PortProbe implements Probe {

    private static final int PATIENCE_MILLIS = 2_000;

    private final int port;

    public PortProbe(int port) {
        this.port = port;
    }

    @Override
    public String reason() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return null;
        } catch (IOException e) {
            return "port " + port + " does not answer";
        }
    }
}
