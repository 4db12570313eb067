package streaming.recording.routes;

import static org.apache.camel.LoggingLevel.INFO;
import static org.apache.camel.LoggingLevel.WARN;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import streaming.recording.event.StreamUnknown;
import streaming.recording.receiver.NotYet;
import streaming.recording.receiver.Told;

/**
 * The machinery behind routes/receivers: the lease of a hand-over, what becomes of it, and what the Stream Service must
 * not be told yet.
 */
public final class OutboxRoutes extends RouteBuilder {

    private static final String LOG = "recording.hand-over";
    private static final String WHICH = "receiver=${variable.handOver.receiver}";
    private static final String RECORDING =
            "recording=${variable.handOver.recordingId} stream_key=${variable.handOver.streamKey}";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        wake();
        lease();
        tell();
        post();
        recordingIsThere();
        over();
        notOver();
        makeSureSegmentsMayGo();
    }

    private void wake() {
        from("direct:wake-hand-overs")
                .routeId("wake-hand-overs")
                .description("In: nothing. Out: nothing. Effect: another worker looks for the next hand-over.")
                // a new message: a copy would carry the measurements of this one along
                .wireTap("seda:hand-over?blockWhenFull=false&discardWhenFull=true")
                .copy(false)
                .dynamicUri(false);
    }

    private void lease() {
        from("direct:hand-over-recording")
                .routeId("hand-over-recording")
                .description("In: variable handOver. Out: nothing. Effect: its lease was renewed as long as that took.")
                .doTry()
                .to("bean:handingOver?method=begin(${variable.handOver.id})")
                .to("direct:tell-receiver")
                .doFinally()
                .to("bean:handingOver?method=end(${variable.handOver.id})");

        from("timer:renew-hand-overs?period={{recorder.lease.renewal}}")
                .routeId("renew-hand-overs")
                .routeConfigurationId("cannot-now")
                .errorHandler(defaultErrorHandler())
                .description("In: a timer. Out: nothing. Effect: a hand-over under way stays this instance's own: an"
                        + " import may take minutes.")
                .filter(method("handingOver", "isHolding"))
                .to("sql:classpath:sql/receivers/renew-hand-overs.sql");
    }

    private void tell() {
        from("direct:tell-receiver")
                .routeId("tell-receiver")
                .routeConfigurationId("hand-over-failure")
                .errorHandler(defaultErrorHandler())
                .description(
                        "In: variable handOver. Out: nothing. Effect: it is sent; or dropped, when the recording is"
                                + " gone or no longer what it was; or what routes/failure/receiver.camel.yaml makes of its"
                                + " failure.")
                .to("direct:begin-post")
                .choice()
                .when(simple("${variable.handOver.stillTrue}"))
                // the name comes from the id of a route
                .toD("direct:hand-over-to-${variable.handOver.receiver}")
                .process(exchange -> exchange.setVariable("told", Told.sent(status(exchange))))
                .otherwise()
                .process(exchange -> exchange.setVariable("told", Told.dropped()))
                .end()
                .to("direct:finish-hand-over");
    }

    private void post() {
        from("direct:begin-post")
                .routeId("begin-post")
                .description(
                        "In: anything. Out: headers of a POST of JSON, and no others, so that nothing of ours goes to a"
                                + " neighbour by accident. Effect: none.")
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_METHOD, constant("POST"))
                .setHeader(Exchange.CONTENT_TYPE, constant("application/json"))
                .setBody(constant(null));
    }

    private void recordingIsThere() {
        from("direct:recording-is-there")
                .routeId("recording-is-there")
                .description("In: what a receiver is told of the recording, from SQL. Out: the same. Effect: fails when"
                        + " there is no such row: it was deleted a moment ago, and the next look drops the hand-over.")
                .filter(body().isNull())
                .throwException(NotYet.class, "the recording is gone");
    }

    private static Integer status(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }

    private void over() {
        from("direct:finish-hand-over")
                .routeId("finish-hand-over")
                .description("In: variables handOver and told. Out: nothing. Effect: the hand-over is over.")
                .setBody(constant(null))
                .to("sql:classpath:sql/receivers/finish-hand-over.sql")
                .log(
                        INFO,
                        LOG,
                        "Handed over: " + WHICH + " outcome=${variable.told.outcome} " + RECORDING
                                + " attempt=${variable.handOver.attempts} answer=${variable.told.answer}");

        from("direct:hand-over-refused")
                .routeId("hand-over-refused")
                .description("In: an exception. Out: nothing. Effect: the receiver is not asked again.")
                .process(exchange -> exchange.setVariable("told", failed("refused", exchange)))
                .to("direct:finish-hand-over");

        from("direct:hand-over-kept")
                .routeId("hand-over-kept")
                .description("In: an exception. Out: nothing. Effect: it is not sent, until a person decides.")
                .process(exchange -> exchange.setVariable("told", failed("kept", exchange)))
                .to("direct:finish-hand-over");
    }

    private void notOver() {
        from("direct:hand-over-waits")
                .routeId("hand-over-waits")
                .description("In: an exception. Out: nothing. Effect: it is due again at the next interval.")
                .process(exchange -> exchange.setVariable("told", failed(null, exchange)))
                .setBody(constant(null))
                .to("sql:classpath:sql/receivers/wait-with-hand-over.sql")
                // a row once for each reason
                .filter(simple("${body.size} > 0"))
                .log(INFO, LOG, "Hand-over waits: " + WHICH + " " + RECORDING + " reason=${variable.told.reason}");

        from("direct:hand-over-postponed")
                .routeId("hand-over-postponed")
                .description("In: an exception. Out: nothing. Effect: it is due again after twice the wait.")
                .process(exchange -> exchange.setVariable("told", failed(null, exchange)))
                .setBody(constant(null))
                .to("sql:classpath:sql/receivers/postpone-hand-over.sql")
                .log(
                        WARN,
                        LOG,
                        "Hand-over postponed: " + WHICH + " " + RECORDING
                                + " attempt=${variable.handOver.attempts} reason=${variable.told.reason}");
    }

    private static Told failed(String outcome, Exchange exchange) {
        return Told.failed(outcome, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    private void makeSureSegmentsMayGo() {
        from("direct:make-sure-segments-may-go")
                .routeId("make-sure-segments-may-go")
                .description("In: variable handOver. Out: nothing. Effect: fails when the MP4 is not in the bucket any"
                        + " more, and when anything of the key is live, in processing, or known to have started. Checked"
                        + " last, just before the Stream Service is told.")
                .to("bean:recordingStore?method=verify(${variable.handOver.filePath},"
                        + " ${variable.handOver.recordingId}, ${variable.handOver.fileSize})")
                .setVariable("question", simple("/streams/by-key/${variable.handOver.streamKey}"))
                .doTry()
                .to("direct:ask-whether-live")
                .doCatch(StreamUnknown.class)
                .setBody(constant(false))
                .end()
                .filter(body().isEqualTo(true))
                .throwException(NotYet.class, "the Stream Service says that the key is live")
                .end()
                .setBody(constant(null))
                .to("sql:classpath:sql/receivers/may-delete-segments.sql?outputType=SelectOne")
                .filter(body().isEqualTo(false))
                .throwException(
                        NotYet.class,
                        "another recording of the key is live, in processing, failed or in doubt, or a newer start is"
                                + " known")
                .end()
                .to("direct:begin-post");
    }
}
