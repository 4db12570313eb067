package streaming.recording.lease;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * What only the instances at one database know: each learns it when it announces itself. A request that one sends to
 * another carries a signature of its path and its time, and never the secret.
 */
public final class SharedSecret {

    /** Of the clocks of two machines, and for the request. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final Clock clock;
    private volatile String secret;

    public SharedSecret(Clock clock) {
        this.clock = clock;
    }

    /** @param told by the database */
    public void learn(String told) {
        secret = told;
    }

    /** Whether it is known already. */
    public boolean isKnown() {
        return secret != null;
    }

    /** @return the signature of a request that is sent now: its time, in seconds, and a code */
    public String sign(String path) {
        return sign(path, clock.instant().getEpochSecond());
    }

    private String sign(String path, long seconds) {
        return seconds + " " + new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret).hmacHex(seconds + " " + path);
    }

    /**
     * Whether another instance sends this.
     *
     * @param signature null when there is none
     */
    public boolean hasSigned(String path, String signature) {
        if (signature == null || secret == null || !signature.matches("\\d{1,12} [0-9a-f]{64}")) {
            return false;
        }
        long seconds = Long.parseLong(signature.substring(0, signature.indexOf(' ')));
        return Math.abs(clock.instant().getEpochSecond() - seconds) <= TOLERANCE.toSeconds()
                && MessageDigest.isEqual(bytes(sign(path, seconds)), bytes(signature));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
