package streaming.recording.receiver;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.time.Clock;

/** Signs messages by the Standard Webhooks scheme (headers webhook-id, webhook-timestamp, webhook-signature). */
public final class MessageSignature {

    private final Clock clock;
    private final Webhook webhook;

    /**
     * @param secret Base64 of 24 to 64 bytes, with or without {@code whsec_} before it; empty: nothing is signed
     * @throws IllegalArgumentException when it is not Base64
     */
    public MessageSignature(Clock clock, String secret) {
        this.clock = clock;
        webhook = secret.isEmpty() ? null : new Webhook(secret);
    }

    /** @return the value of webhook-timestamp, in seconds */
    public long now() {
        return clock.instant().getEpochSecond();
    }

    /**
     * @param timestamp in seconds
     * @return the value of webhook-signature, {@code v1,…}; null without a secret
     */
    public String sign(String id, long timestamp, String payload) throws WebhookSigningException {
        return webhook == null ? null : webhook.sign(id, timestamp, payload);
    }
}
