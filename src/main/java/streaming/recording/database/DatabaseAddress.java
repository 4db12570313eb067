package streaming.recording.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Where PostgreSQL is.
 *
 * @param jdbcUrl without user and password
 * @param name of the database
 */
public record DatabaseAddress(String jdbcUrl, String user, String password, String name) {

    /**
     * @param url postgres://user:password@host:port/database?sslmode=disable; user, password and port may be absent
     * @throws IllegalArgumentException when it is not of that form; the message does not repeat it, as it holds a
     *     password
     */
    public static DatabaseAddress of(String url) {
        try {
            URI uri = new URI(url);
            boolean postgres = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
            if (!postgres
                    || uri.getHost() == null
                    || uri.getPath() == null
                    || uri.getPath().length() < 2) {
                throw new IllegalArgumentException("postgres://user:password@host:port/database expected");
            }
            String[] login = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            String name = uri.getPath().substring(1);
            return new DatabaseAddress(
                    "jdbc:postgresql://" + uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort()) + "/"
                            + uri.getRawPath().substring(1)
                            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                    login.length > 0 ? decode(login[0]) : null,
                    login.length > 1 ? decode(login[1]) : null,
                    name);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("postgres://user:password@host:port/database expected", null);
        }
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
