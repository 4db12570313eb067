package streaming.recording.routes;

import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;

/** The machinery behind hints.camel.yaml: hints that come close together are followed together. */
public final class HintRoutes extends RouteBuilder {

    /** Milliseconds; a playlist is put right behind its segment. */
    private static final int TOGETHER = 200;

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        from("direct:take-hints")
                .routeId("take-hints")
                .description(
                        "In: S3 events, JSON. Out: nothing. Effect: follow-hints runs soon, if they are of our bucket.")
                .filter(method("segmentHints", "hear(${body})"))
                .to("seda:follow-hints?waitForTaskToComplete=Never&blockWhenFull=false&discardWhenFull=true")
                .end()
                .setBody(constant(null));
        from("seda:follow-hints?size=1&purgeWhenStopping=true")
                .routeId("follow-hints")
                .description(
                        "In: nothing. Effect: the live recordings of this instance to which the hinted objects belong"
                                + " are on the capture bus.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .delay(constant(TOGETHER))
                .setVariable("hinted", method("segmentHints", "take"))
                .filter(variable("hinted").isNotNull())
                .setBody(constant(null))
                .to("sql:classpath:sql/capture/hinted-recordings.sql?outputClass=streaming.recording.segment.Recording")
                .split(body())
                .to(ExchangePattern.InOnly, "seda:capture-segments");
    }
}
