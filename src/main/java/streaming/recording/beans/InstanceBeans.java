package streaming.recording.beans;

import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import streaming.recording.database.DatabaseAddress;
import streaming.recording.database.Notifications;
import streaming.recording.lease.ThisInstance;

/** Beans by subject: what this instance says to the others, and hears from them. */
public final class InstanceBeans implements CamelConfiguration {

    private final DatabaseAddress database;
    private final int port;
    private final int capacity;

    /** @param port of the API */
    public InstanceBeans(DatabaseAddress database, int port, int capacity) {
        this.database = database;
        this.port = port;
        this.capacity = capacity;
    }

    @BindToRegistry
    public ThisInstance thisInstance() {
        return new ThisInstance(port, capacity);
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
