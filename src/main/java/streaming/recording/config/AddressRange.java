package streaming.recording.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8} or {@code fc00::/7} (RFC 4632, 3.1; RFC 4291, 2.3).
 *
 * @param address any address in it
 * @param bits how many of its leading bits all addresses of the range have
 */
public record AddressRange(InetAddress address, int bits) {

    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");

    /**
     * @param text address/bits, or an address alone
     * @throws IllegalArgumentException when it is neither
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        int longest = address.getAddress().length * 8;
        String bits = slash < 0 ? Integer.toString(longest) : text.substring(slash + 1);
        if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > longest) {
            throw new IllegalArgumentException("not a range of addresses: " + text);
        }
        return new AddressRange(address, Integer.parseInt(bits));
    }

    /**
     * An address as it is written; a name is none, and is not looked up. An IPv4 address mapped into IPv6 is that IPv4
     * address.
     */
    public static InetAddress literal(String text) {
        try {
            if (LITERAL.matcher(text).matches()) {
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException e) {
            // the same answer as to any other text that is no address
        }
        throw new IllegalArgumentException("not an address: " + text);
    }

    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((ours[bit / 8] ^ theirs[bit / 8]) & 0x80 >> bit % 8) != 0) {
                return false;
            }
        }
        return true;
    }
}
