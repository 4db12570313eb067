package streaming.recording.event;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import streaming.recording.failure.Rejected;

/**
 * Signatures of webhooks after Standard Webhooks: HMAC-SHA256 over id, time and body, compared in constant time, no
 * older or newer than 5 min. While secrets are being changed there may be several; each one is good.
 */
public final class WebhookSignature {

    private static final int LONGEST_ID = 255;
    private static final String PREFIX = "whsec_";
    /** Bytes: Standard Webhooks, "Signature scheme". */
    private static final int SHORTEST = 24;

    private static final String EXPECTED = "base64 of 24 bytes or more expected, such as whsec_ and 32 random bytes";

    private final List<Webhook> secrets;

    /**
     * @param secrets base64 with or without {@code whsec_} before it, with commas or spaces between them; blank for
     *     none
     * @throws IllegalArgumentException when one is not; the message does not repeat it
     */
    public WebhookSignature(String secrets) {
        this.secrets = Arrays.stream(secrets.strip().split("[,\\s]+"))
                .filter(secret -> !secret.isEmpty())
                .map(WebhookSignature::secret)
                .toList();
        if (this.secrets.isEmpty() && !secrets.isBlank()) {
            throw new IllegalArgumentException(EXPECTED);
        }
    }

    private static Webhook secret(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
            if (key.length >= SHORTEST) {
                return new Webhook(key);
            }
        } catch (IllegalArgumentException e) {
            // the same answer as to one that is too short
        }
        throw new IllegalArgumentException(EXPECTED);
    }

    /** {@link #verify} with the headers and the body of a request. */
    public String of(Exchange exchange) {
        Message request = exchange.getMessage();
        return verify(
                request.getHeader("webhook-id", String.class),
                request.getHeader("webhook-timestamp", String.class),
                request.getHeader("webhook-signature", String.class),
                request.getBody(String.class));
    }

    /**
     * Checks who sent a webhook, as far as there is a secret to check it with.
     *
     * @param body as it came
     * @return the id, which no other webhook has; null when there is no secret
     * @throws Rejected with status 401 when it was not signed, not with one of our secrets, or not now
     */
    public String verify(String id, String timestamp, String signature, String body) {
        if (secrets.isEmpty()) {
            return null;
        }
        if (id == null || id.isBlank() || id.length() > LONGEST_ID || timestamp == null || signature == null) {
            throw new Rejected(401, "Invalid signature");
        }
        Map<String, List<String>> headers = Map.of(
                "webhook-id",
                List.of(id),
                "webhook-timestamp",
                List.of(timestamp),
                "webhook-signature",
                List.of(signature));
        // all of them are tried, so that the time says nothing of which one is good
        if (secrets.stream().filter(secret -> signed(secret, body, headers)).count() == 0) {
            throw new Rejected(401, "Invalid signature");
        }
        return id;
    }

    private static boolean signed(Webhook secret, String body, Map<String, List<String>> headers) {
        try {
            secret.verify(body, headers);
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }
}
