package streaming.recording.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import streaming.recording.config.AddressRange;

/**
 * Viewers for whom a gateway vouches, which has asked for their password itself: it says who they are in a header. The
 * header is believed of connections from the gateway only; it must drop what others have written there.
 *
 * @param header empty: nobody is vouched for
 * @param proxies addresses of gateways
 */
public record ProxyViewers(String header, List<AddressRange> proxies) {

    /**
     * @param ranges with commas between them
     * @throws IllegalArgumentException when one is no range, or there is none
     */
    static List<AddressRange> ranges(String ranges) {
        try {
            return Arrays.stream(ranges.split(","))
                    .map(String::strip)
                    .map(AddressRange::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ranges such as 10.0.0.0/8,fc00::/7 expected", e);
        }
    }

    boolean isSet() {
        return !header.isEmpty();
    }

    /** Whether a gateway says who sends this. */
    boolean vouchFor(HttpServerRequest request) {
        if (!isSet() || request.remoteAddress() == null) {
            return false;
        }
        List<String> said = request.headers().getAll(header);
        InetAddress peer =
                AddressRange.literal(request.remoteAddress().hostAddress().replaceAll("%.*", ""));
        return said.size() == 1 && !said.get(0).isBlank() && proxies.stream().anyMatch(range -> range.contains(peer));
    }
}
