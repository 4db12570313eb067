package streaming.recording.beans;

import java.time.Clock;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.http.HttpClientConfigurer;
import streaming.recording.database.DatabaseAddress;
import streaming.recording.database.Notifications;
import streaming.recording.lease.InstanceAddress;
import streaming.recording.lease.LeaseSettings;
import streaming.recording.lease.SharedSecret;
import streaming.recording.lease.ThisInstance;

/** Beans by subject: what this instance says to the others, and hears from them. */
public final class InstanceBeans implements CamelConfiguration {

    private final DatabaseAddress database;
    private final int port;
    private final LeaseSettings lease;
    private final Clock clock;

    /** @param port of the API */
    public InstanceBeans(DatabaseAddress database, int port, LeaseSettings lease, Clock clock) {
        this.database = database;
        this.port = port;
        this.lease = lease;
        this.clock = clock;
    }

    @BindToRegistry
    public ThisInstance thisInstance() {
        return new ThisInstance(port, new InstanceAddress(lease.address(), database.host(), port), lease.capacity());
    }

    @BindToRegistry
    public SharedSecret sharedSecret() {
        return new SharedSecret(clock);
    }

    /** In place of the one that cuts off the answers of neighbours: a segment may be longer. */
    @BindToRegistry
    public HttpClientConfigurer anyLength() {
        return client -> {};
    }

    @BindToRegistry
    public Notifications notifications(CamelContext camel) {
        ProducerTemplate bus = camel.createProducerTemplate();
        return new Notifications(
                database,
                "recorder_work",
                told -> bus.sendBody("direct:wake-up", told),
                () -> bus.sendBody("direct:wake-up", ""));
    }
}
