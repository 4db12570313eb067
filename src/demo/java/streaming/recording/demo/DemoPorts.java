package streaming.recording.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;

/**
 * The ports of the demo that people use or that may be taken.
 *
 * @param page of the recording service, {@code demo.port}
 * @param management of its health and metrics, {@code demo.management.port}
 * @param s3 of the S3 server, {@code demo.s3.port}
 */
record DemoPorts(int page, int management, int s3) {

    /** A port that cannot be listened on; the message is for a person, and says what to do. */
    static final class Taken extends IOException {
        private Taken(String message) {
            super(message);
        }
    }

    /** From the system properties; the service's own variables PORT and MANAGEMENT_PORT count too. */
    static DemoPorts chosen() throws Taken {
        return new DemoPorts(
                free("page", "demo.port", System.getenv().getOrDefault("PORT", "8083"), null),
                free(
                        "health and metrics",
                        "demo.management.port",
                        System.getenv().getOrDefault("MANAGEMENT_PORT", "9876"),
                        InetAddress.getLoopbackAddress()),
                free("S3 server", "demo.s3.port", "9000", InetAddress.getLoopbackAddress()));
    }

    URI pageUri() {
        return URI.create("http://localhost:" + page + "/");
    }

    private static int free(String what, String property, String usual, InetAddress address) throws Taken {
        String text = System.getProperty(property, usual);
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
            throw new Taken("-D" + property + "=" + text + " is no port: 1 to 65535 expected.");
        }
        int port = Integer.parseInt(text);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return port;
        } catch (IOException e) {
            throw new Taken("Port " + port + " (" + what + ") is taken. Choose another: mvn -Pdemo compile exec:java -D"
                    + property + "=" + (port < 65_535 ? port + 1 : port - 1));
        }
    }
}
