package streaming.recording.routes;

import org.apache.camel.builder.RouteBuilder;

/** The machinery behind routes/receivers: whose turn it is to be told, and what becomes of it. */
public final class OutboxRoutes extends RouteBuilder {

    @Override
    public void configure() {}
}
