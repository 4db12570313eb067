package streaming.recording.beans;

import java.util.Map;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import streaming.recording.lease.HeldLeases;
import streaming.recording.receiver.CappedAnswers;
import streaming.recording.receiver.MessageSignature;
import streaming.recording.receiver.ReceiverSettings;
import streaming.recording.receiver.Receivers;

/** Beans by subject: who is told. */
public final class ReceiverBeans implements CamelConfiguration {

    private final ReceiverSettings receivers;

    public ReceiverBeans(ReceiverSettings receivers) {
        this.receivers = receivers;
    }

    @BindToRegistry
    public Receivers receivers(CamelContext camel) {
        return new Receivers(
                group ->
                        camel.getRoutesByGroup(group).stream().map(Route::getId).toList(),
                Map.of("notify", receivers.urls()));
    }

    @BindToRegistry
    public HeldLeases handingOver() {
        return new HeldLeases();
    }

    @BindToRegistry
    public MessageSignature messageSignature() {
        return receivers.signature();
    }

    @BindToRegistry
    public CappedAnswers cappedAnswers() {
        return new CappedAnswers();
    }
}
