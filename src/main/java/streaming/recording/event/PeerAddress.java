package streaming.recording.event;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import streaming.recording.config.AddressRange;
import streaming.recording.failure.Rejected;

/** From where webhooks are taken: the address of the other end of the connection, whatever a header says of it. */
public final class PeerAddress {

    private final List<AddressRange> allowed;

    /**
     * @param ranges with commas between them
     * @throws IllegalArgumentException when one is no range, or there is none
     */
    public PeerAddress(String ranges) {
        allowed = Arrays.stream(ranges.split(","))
                .map(String::strip)
                .map(AddressRange::parse)
                .toList();
    }

    /**
     * @param address IPv4 or IPv6, as text; a zone behind '%' is left out
     * @throws Rejected with status 403 when webhooks are not taken from there
     */
    public void check(String address) {
        InetAddress peer = AddressRange.literal(address.replaceAll("%.*", ""));
        if (allowed.stream().noneMatch(range -> range.contains(peer))) {
            throw new Rejected(403, "Webhooks are not taken from this address");
        }
    }
}
