package streaming.recording.http;

import io.vertx.core.net.SocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/** Who is at the other end of the connection; a gateway counts as itself, whatever a header says. */
public final class Peer {

    private Peer() {}

    /** Puts its address into the variable peer: a deed of an administrator is noted with it. */
    public static void keep(Exchange exchange) {
        SocketAddress peer =
                exchange.getMessage().getHeader(VertxPlatformHttpConstants.REMOTE_ADDRESS, SocketAddress.class);
        exchange.setVariable("peer", peer == null ? null : peer.hostAddress());
    }
}
