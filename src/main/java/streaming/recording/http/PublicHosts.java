package streaming.recording.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names that this service is reached by, and with them whether a browser sends a request for a web page of somebody
 * else: the visitor's address says nothing then, as it is the visitor's browser that asks.
 */
public final class PublicHosts {

    private static final Pattern NAME = Pattern.compile("(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");

    private final List<String> names;

    /**
     * @param names hosts, each with or without a port, with commas between them; empty: any name is taken
     * @throws IllegalArgumentException when one is none
     */
    public PublicHosts(String names) {
        this.names = names.isBlank()
                ? List.of()
                : Arrays.stream(names.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(String::strip)
                        .toList();
        if (!this.names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw new IllegalArgumentException("hosts such as recordings.example.com,localhost:8083 expected");
        }
    }

    /**
     * Whether a request is for one of these names. A page that has made its own name lead here (DNS rebinding) has that
     * name in its requests.
     */
    boolean isCalledBy(HttpServerRequest request) {
        return names.isEmpty() || isOurs(request.getHeader(HttpHeaders.HOST));
    }

    /** Whether a browser sends this for a page that is not ours (Fetch Metadata; RFC 6454, 7). */
    boolean isFromElsewhere(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if ("same-origin".equalsIgnoreCase(site) || "none".equalsIgnoreCase(site)) {
            // said by the browser, which a page cannot make say so, whatever Host a gateway has made of it
            return false;
        }
        if ("cross-site".equalsIgnoreCase(site) || origin == null) {
            return site != null;
        }
        String authority = authority(origin);
        return authority == null
                || !authority.equalsIgnoreCase(request.getHeader(HttpHeaders.HOST))
                        && (names.isEmpty() || !isOurs(authority));
    }

    private boolean isOurs(String authority) {
        if (authority == null) {
            return false;
        }
        String name = authority.toLowerCase(Locale.ROOT);
        return names.contains(name) || names.contains(PORT.matcher(name).replaceFirst(""));
    }

    private static String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
