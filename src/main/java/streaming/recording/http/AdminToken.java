package streaming.recording.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The token that opens the operations that change or delete recordings; without one they do not exist. */
public final class AdminToken {

    /** RFC 6750, 2.1; the scheme in any case (RFC 9110, 11.1). */
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([\\x21-\\x7e]+)");

    private final byte[] digest;

    /** @param token empty for none */
    public AdminToken(String token) {
        digest = token.isEmpty() ? null : digest(token);
    }

    boolean isSet() {
        return digest != null;
    }

    /**
     * Whether a request carries the token. How long this takes says nothing of the token, not even its length.
     *
     * @param authorization the header, or null
     */
    boolean isIn(String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
        return digest != null && bearer.matches() && MessageDigest.isEqual(digest, digest(bearer.group(1)));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
