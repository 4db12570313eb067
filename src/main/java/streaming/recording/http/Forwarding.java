package streaming.recording.http;

import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import streaming.recording.failure.Rejected;

/** What one instance asks another for, on behalf of a viewer: never more than one step. */
public final class Forwarding {

    /** With the signature of the instance that asks; whoever sends it, the request goes no further. */
    static final String HEADER = "Recorder-Forwarded";

    private static final Set<Integer> ANSWERS = Set.of(200, 204, 404);

    private Forwarding() {}

    /** Puts into the variable forwarded whether another instance sends this. */
    static void note(Exchange exchange) {
        exchange.setVariable("forwarded", exchange.getMessage().getHeader(HEADER) != null);
    }

    /** Makes a request to another instance: variables holder and path, and what is signed. */
    public static void ask(Exchange exchange) {
        Message request = exchange.getMessage();
        request.removeHeaders("*");
        request.setBody(null);
        request.setHeader(
                Exchange.HTTP_URI,
                "http://" + exchange.getVariable("holder", String.class) + exchange.getVariable("path", String.class));
        request.setHeader(Exchange.HTTP_METHOD, "GET");
        request.setHeader(HEADER, exchange.getVariable("signature", String.class));
    }

    /**
     * Takes the body of its answer and drops the headers.
     *
     * @throws Rejected when it gave none: 404, or 503
     */
    public static void take(Exchange exchange) {
        Message answer = exchange.getMessage();
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        answer.removeHeaders("*");
        if (!ANSWERS.contains(status)) {
            throw away();
        }
        if (status != 200) {
            answer.setBody(null);
        }
    }

    /** The instance that would have it gives no answer. */
    public static Rejected away() {
        return new Rejected(503, "The instance that holds this recording does not answer");
    }
}
