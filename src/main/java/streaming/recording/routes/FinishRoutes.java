package streaming.recording.routes;

import org.apache.camel.builder.RouteBuilder;

/** The machinery behind routes/finish: claims, settling, the ladder of joins, uploads. */
public final class FinishRoutes extends RouteBuilder {

    @Override
    public void configure() {}
}
