package streaming.recording.routes;

import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import streaming.recording.lease.Instance;

/** The machinery behind several instances: what one is told by the others. */
public final class InstanceRoutes extends RouteBuilder {

    private static final String UNLESS_ONE_WAITS =
            "?waitForTaskToComplete=Never&blockWhenFull=false&discardWhenFull=true";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        from("direct:wake-up")
                .routeId("wake-up")
                .routeDescription(
                        "In: what an instance told by NOTIFY: live or ended, and its name; or nothing, when something may have"
                                + " been missed. Effect: unless it was this instance, it looks for free recordings, or for ended"
                                + " ones, before its next poll.")
                .filter(body().not().endsWith(" " + Instance.NAME))
                .filter(body().not().startsWith("ended"))
                .to(ExchangePattern.InOnly, "seda:monitor-new-recordings" + UNLESS_ONE_WAITS)
                .end()
                .filter(body().not().startsWith("live"))
                .to(ExchangePattern.InOnly, "seda:finalize-recordings" + UNLESS_ONE_WAITS);
    }
}
