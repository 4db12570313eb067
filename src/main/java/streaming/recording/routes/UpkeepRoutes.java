package streaming.recording.routes;

import org.apache.camel.builder.RouteBuilder;

/** The machinery behind routes/upkeep: work folders, checksums, deletions, probes. */
public final class UpkeepRoutes extends RouteBuilder {

    @Override
    public void configure() {}
}
