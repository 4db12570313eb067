package streaming.recording.routes;

import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import streaming.recording.segment.FetchTurns;

/** What the builders of the capture have in common. */
abstract class CaptureBuilder extends RouteBuilder {

    static final String SQL = "sql:classpath:sql/capture/";
    static final String ROWS = "?outputClass=streaming.recording.segment.";

    private ProducerTemplate bus;

    @Override
    public final void configure() {
        bus = getContext().createProducerTemplate();
        errorHandler(noErrorHandler());
        routes();
    }

    /** The routes, whose failures are their callers' unless they say otherwise. */
    abstract void routes();

    /**
     * What was fetched of the recording and is to be entered now is entered by keep-segments, on threads of its own.
     */
    final void enterIfDue(String recordingId) {
        if (turns().isDue(recordingId)) {
            send("seda:keep-segments", recordingId);
        }
    }

    /** A new message: one that a route sends on takes its properties with it. */
    final void send(String route, Object body) {
        bus.sendBody(route, body);
    }

    final FetchTurns turns() {
        return lookup(FetchTurns.class, "fetchTurns");
    }

    final <T> T lookup(Class<T> type, String name) {
        return getContext().getRegistry().lookupByNameAndType(name, type);
    }
}
