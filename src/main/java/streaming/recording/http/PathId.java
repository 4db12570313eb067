package streaming.recording.http;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import streaming.recording.failure.Rejected;

/** The recording that the path of a request names. */
public final class PathId {

    private PathId() {}

    /**
     * Makes the path parameter id the body, in lower case, keeps the {@link Peer} and whether it is {@link Forwarding},
     * and drops all headers: those of the request would go into the answer.
     *
     * @throws Rejected with status 400 when it is no UUID in its full form
     */
    public static void take(Exchange exchange) {
        Message message = exchange.getMessage();
        String id = Ids.uuid(message.getHeader("id", String.class), "recording id");
        Peer.keep(exchange);
        Forwarding.note(exchange);
        message.removeHeaders("*");
        message.setBody(id);
    }
}
