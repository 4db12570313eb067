package streaming.recording.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/** A token that opens some of the operations. How long a comparison takes says nothing of it, not even its length. */
final class AccessToken {

    /** RFC 6750, 2.1; the scheme in any case (RFC 9110, 11.1). */
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([\\x21-\\x7e]+)");

    /** RFC 7617, 2. */
    private static final Pattern BASIC = Pattern.compile("(?i:Basic) +([A-Za-z0-9+/]+={0,2})");

    private final byte[] digest;

    /** @param token empty for none, which no request carries */
    AccessToken(String token) {
        digest = token.isEmpty() ? null : DigestUtils.sha256(token);
    }

    boolean isSet() {
        return digest != null;
    }

    /** @param authorization the header, or null */
    boolean isBearerOf(String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
        return bearer.matches() && isThis(bearer.group(1).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * As a browser sends it that asks its user for a password.
     *
     * @param authorization the header, or null
     */
    boolean isPasswordOf(String authorization) {
        Matcher basic = BASIC.matcher(authorization == null ? "" : authorization);
        try {
            String pair = basic.matches()
                    ? new String(Base64.getDecoder().decode(basic.group(1)), StandardCharsets.UTF_8)
                    : "";
            return pair.contains(":")
                    && isThis(pair.substring(pair.indexOf(':') + 1).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isThis(byte[] token) {
        return digest != null && MessageDigest.isEqual(digest, DigestUtils.sha256(token));
    }
}
