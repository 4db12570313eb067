package streaming.recording.beans;

import java.time.Clock;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.slf4j.LoggerFactory;
import streaming.recording.event.PeerAddress;
import streaming.recording.event.RecordedStreams;
import streaming.recording.event.StreamEventReader;
import streaming.recording.event.StreamServiceReader;
import streaming.recording.event.WebhookSettings;
import streaming.recording.event.WebhookSignature;
import streaming.recording.health.Outage;

/** Beans by subject: what is heard of streams. */
public final class StartBeans implements CamelConfiguration {

    private final WebhookSettings webhook;
    private final Clock clock;

    public StartBeans(WebhookSettings webhook, Clock clock) {
        this.webhook = webhook;
        this.clock = clock;
    }

    @BindToRegistry
    public PeerAddress peerAddress() {
        return webhook.peers();
    }

    @BindToRegistry
    public WebhookSignature webhookSignature() {
        return webhook.signature();
    }

    @BindToRegistry
    public RecordedStreams recordedStreams() {
        return webhook.streams();
    }

    @BindToRegistry
    public StreamEventReader streamEventReader() {
        return new StreamEventReader(clock);
    }

    @BindToRegistry
    public Outage streamServiceOutage() {
        return new Outage(LoggerFactory.getLogger("recording.fallback"), clock, "The Stream Service");
    }

    @BindToRegistry
    public StreamServiceReader streamServiceReader() {
        return new StreamServiceReader();
    }
}
