package streaming.recording.routes;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import streaming.recording.event.RecordingEvents;
import streaming.recording.failure.Fault;
import streaming.recording.failure.Reasons;
import streaming.recording.join.Finish;

/** What the builders of routes/finish share. One exchange has one recording, in the variable {@code finish}. */
abstract class FinishBuilder extends RouteBuilder {

    static final String SQL = "sql:classpath:sql/finish/";
    static final String ONE = "?outputType=SelectOne";
    static final String ROWS = "outputClass=streaming.recording.join.";

    static Finish finish(Exchange exchange) {
        return exchange.getVariable("finish", Finish.class);
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> rows(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    static Exception failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    final String reason(Exchange exchange) {
        return lookup(Reasons.class, "reasons").of(failure(exchange));
    }

    final Fault fault(Exchange exchange, String reason) {
        return Fault.of(failure(exchange), reason, getContext().isStopping());
    }

    final RecordingEvents events() {
        return lookup(RecordingEvents.class, "recordingEvents");
    }

    final <T> T lookup(Class<T> type, String name) {
        return getContext().getRegistry().lookupByNameAndType(name, type);
    }
}
