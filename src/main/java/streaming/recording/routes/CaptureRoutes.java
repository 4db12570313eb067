package streaming.recording.routes;

import org.apache.camel.builder.RouteBuilder;

/** The machinery behind routes/capture: leases, the ledger, downloads. */
public final class CaptureRoutes extends RouteBuilder {

    @Override
    public void configure() {}
}
