package streaming.recording.event;

import streaming.recording.config.Settings;

/**
 * Which webhooks are accepted.
 *
 * @param peers where they may come from
 * @param signature that they must carry
 * @param streams that are recorded
 */
public record WebhookSettings(PeerAddress peers, WebhookSignature signature, RecordedStreams streams) {

    public static WebhookSettings from(Settings settings) {
        return new WebhookSettings(
                settings.parsed("recorder.webhook.peers", WebhookSettings::peers),
                settings.parsedSecret("recorder.webhook.secret", WebhookSignature::new),
                settings.parsed("recorder.streams", RecordedStreams::new));
    }

    private static PeerAddress peers(String ranges) {
        try {
            return new PeerAddress(ranges);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ranges such as 10.0.0.0/8,fc00::/7 expected", e);
        }
    }
}
