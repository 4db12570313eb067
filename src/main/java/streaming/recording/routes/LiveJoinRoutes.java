package streaming.recording.routes;

import org.apache.camel.builder.RouteBuilder;

/** A recording is joined while it is live, and its MP4 goes into the store in parts. */
public final class LiveJoinRoutes extends RouteBuilder {

    @Override
    public void configure() {}
}
