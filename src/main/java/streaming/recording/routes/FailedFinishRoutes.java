package streaming.recording.routes;

import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import streaming.recording.failure.FailureCode;

/** What becomes of an attempt to finish a recording that failed: it waits for the next one, or was the last. */
public final class FailedFinishRoutes extends FinishBuilder {

    private static final String ATTEMPT = "recording=${variable.finish.recordingId}"
            + " stream_key=${variable.finish.streamKey} reason=${variable.reason}";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        fail();
        refuse();
        postpone();
    }

    private void fail() {
        from("direct:fail-recording")
                .routeId("fail-recording")
                .routeDescription(
                        "In: variable finish, and the exception. Effect: the recording has failed, its segments are kept.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .process(this::explain)
                .log(LoggingLevel.ERROR, "recording.failure", "Recording failed: " + ATTEMPT)
                .to(SQL + "fail-recording.sql")
                .to("direct:wake-hand-overs");
    }

    private void refuse() {
        from("direct:refuse-recording")
                .routeId("refuse-recording")
                .routeDescription(
                        "In: variable recording, and the exception. Effect: a live recording that cannot be recorded"
                                + " at all has failed.")
                .setVariable("reason", method("reasons", "of(${exception})"))
                .setVariable("code", method("reasons", "code(${exception})"))
                .log(
                        LoggingLevel.ERROR,
                        "recording.failure",
                        "Recording failed: recording=${variable.recording.recordingId}"
                                + " stream_key=${variable.recording.streamKey} reason=${variable.reason}")
                .to(SQL + "refuse-recording.sql")
                .to("direct:wake-hand-overs");
    }

    private void postpone() {
        from("direct:postpone-recording")
                .routeId("postpone-recording")
                .routeDescription(
                        "In: variable finish, and the exception. Effect: the recording waits for its next attempt; or it has"
                                + " failed, when the recording itself was at fault FINALIZE_ATTEMPTS times, or the machine for"
                                + " FINALIZE_DEADLINE. A store that is away is waited for.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .process(this::explain)
                .to(SQL + "postpone-recording.sql" + ONE + "&" + ROWS + "PostponedRecording")
                .choice()
                .when(simple("${body} != null && ${body.givenUp} == true"))
                .log(LoggingLevel.ERROR, "recording.failure", "Recording failed: " + ATTEMPT)
                .to("direct:wake-hand-overs")
                .otherwise()
                .log(LoggingLevel.WARN, "recording.failure", "Finalizing postponed: " + ATTEMPT);
    }

    /** Sets what fail-recording.sql and postpone-recording.sql read. */
    private void explain(Exchange exchange) {
        String reason = reason(exchange);
        exchange.setVariable("reason", reason);
        exchange.setVariable("code", FailureCode.of(failure(exchange)));
        exchange.setVariable("fault", fault(exchange, reason));
    }
}
