package streaming.recording.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where PostgreSQL is.
 *
 * @param jdbcUrl without user and password
 * @param name of the database
 */
public record DatabaseAddress(String jdbcUrl, String user, String password, String name) {

    private static final String EXPECTED = "postgres://user:password@host:port/database expected";
    private static final Pattern HOST = Pattern.compile("([\\w.~-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{0,5}))?");

    /**
     * @param url postgres://user:password@host:port/database?sslmode=disable; user, password and port may be absent,
     *     and there may be several hosts with commas between them: then the primary among them is used
     * @throws IllegalArgumentException when it is not of that form; the message does not repeat it, as it holds a
     *     password
     */
    public static DatabaseAddress of(String url) {
        try {
            URI uri = new URI(url);
            boolean postgres = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
            if (!postgres
                    || uri.getRawAuthority() == null
                    || uri.getPath() == null
                    || uri.getPath().length() < 2) {
                throw new IllegalArgumentException(EXPECTED);
            }
            String authority = uri.getRawAuthority();
            int at = authority.lastIndexOf('@');
            String[] login = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
            List<String> hosts = Arrays.stream(authority.substring(at + 1).split(",", -1))
                    .map(DatabaseAddress::host)
                    .toList();
            String query = query(uri.getRawQuery(), hosts.size());
            return new DatabaseAddress(
                    "jdbc:postgresql://" + String.join(",", hosts) + "/"
                            + uri.getRawPath().substring(1)
                            + (query.isEmpty() ? "" : "?" + query),
                    login.length > 0 ? decode(login[0]) : null,
                    login.length > 1 ? decode(login[1]) : null,
                    uri.getPath().substring(1));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(EXPECTED, null);
        }
    }

    private static String host(String text) {
        Matcher host = HOST.matcher(text);
        if (!host.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        String port = host.group(2);
        return host.group(1) + ":" + (port == null || port.isEmpty() ? "5432" : port);
    }

    /** With the driver's name for what libpq calls target_session_attrs; of several hosts it would take any. */
    private static String query(String raw, int hosts) {
        String query = raw == null
                ? ""
                : raw.replaceFirst(
                        "(^|&)target_session_attrs=(?:read-write|primary)(?=&|$)", "$1targetServerType=primary");
        return hosts == 1 || query.contains("targetServerType=")
                ? query
                : query + (query.isEmpty() ? "" : "&") + "targetServerType=primary";
    }

    public static DatabaseAddress of(String host, int port, String user, String password, String name) {
        return new DatabaseAddress("jdbc:postgresql://" + host + ":" + port + "/" + name, user, password, name);
    }

    /** Host and port, for the log. */
    public String host() {
        return jdbcUrl.replaceAll("jdbc:postgresql://|/.*", "");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
