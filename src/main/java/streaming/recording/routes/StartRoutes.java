package streaming.recording.routes;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import streaming.recording.event.StreamServiceSilent;
import streaming.recording.event.StreamUnknown;
import streaming.recording.failure.NoAnswer;

/**
 * The machinery behind routes/start: who may send a webhook, and how the Stream Service is asked. Its time-outs are
 * those of the http component.
 */
public final class StartRoutes extends RouteBuilder {

    private static final String SQL = "sql:classpath:sql/start/";
    private static final String ROWS = "?outputClass=streaming.recording.event.";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        checkSender();
        hearWebhooks();
        act();
        ask();
        askWhetherLive();
        askTwice();
        lookUp();
        hear();
        confirm();
    }

    private void checkSender() {
        from("direct:check-sender")
                .routeId("check-sender")
                .description(
                        "In: the request of a webhook. Out: its text; variable webhookId, if it is signed. Effect: fails"
                                + " when its sender or its signature is not accepted.")
                // the other end of the connection, whatever X-Forwarded-For says
                .bean("peerAddress", "check(${header.CamelVertxPlatformHttpRemoteAddress.hostAddress})")
                .convertBodyTo(String.class, "UTF-8")
                .setVariable("webhookId", method("webhookSignature", "of"))
                .removeHeaders("*");
    }

    private void hearWebhooks() {
        from("direct:hear-stream-event")
                .routeId("hear-stream-event")
                .description(
                        "In: a StreamEvent; variable webhookId. Out: the RecordingChanges that it made. Effect: it is kept"
                                + " and acted upon, by one statement with the others that came while the statement before was under way.")
                .process(new HearTogether(getContext(), "direct:hear-stream-events"));
        from("direct:hear-stream-events")
                .routeId("hear-stream-events")
                .description(
                        "In: a JSON array of HeardEvents. Out: HeardChanges. Effect: those that are not busy are kept and"
                                + " acted upon.")
                .to(SQL + "hear-stream-events.sql" + ROWS + "HeardChange");
    }

    private void act() {
        from("direct:act-on-stream-events")
                .routeId("act-on-stream-events")
                .description("In: nothing. Effect: a recording for every stream.started that was heard, none live whose"
                        + " stream.ended was heard. A webhook is acted upon at once; this finds what polling heard, and what"
                        + " was heard while something was wrong.")
                .setBody(constant(null))
                .to(SQL + "waiting-streams.sql" + ROWS + "WaitingStream")
                // one stream key a transaction, so that none waits for another
                .split(body())
                .to(SQL + "act-on-stream-events.sql" + ROWS + "RecordingChange")
                .to("direct:announce-changes");
    }

    private void ask() {
        from("direct:ask-stream-service")
                .routeId("ask-stream-service")
                .description("In: variable question, a path. Out: the text of a 200 answer. Effect: fails with"
                        + " StreamUnknown at 404, with StreamServiceSilent at anything else.")
                .doTry()
                .setBody(constant(""))
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_METHOD, constant("GET"))
                .toD("{{recorder.stream-service.url}}${variable.question}?throwExceptionOnFailure=false")
                .convertBodyTo(String.class)
                .doCatch(Exception.class)
                .process(StartRoutes::silent)
                .end()
                .choice()
                .when(simple("${header.CamelHttpResponseCode} range '200..299'"))
                .bean("streamServiceOutage", "isOver")
                .when(simple("${header.CamelHttpResponseCode} == 404"))
                .bean("streamServiceOutage", "isOver")
                .throwException(StreamUnknown.class, "the Stream Service does not know it")
                .otherwise()
                .throwException(
                        StreamServiceSilent.class, "the Stream Service answered ${header.CamelHttpResponseCode}")
                .end();
    }

    private static void silent(Exchange exchange) {
        String url = exchange.getContext().resolvePropertyPlaceholders("{{recorder.stream-service.url}}");
        throw new StreamServiceSilent(NoAnswer.of(
                "Stream Service " + url.replaceAll("//[^/]*@", "//") + " (STREAM_SERVICE_URL)",
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
    }

    private void askWhetherLive() {
        from("direct:ask-whether-live")
                .routeId("ask-whether-live")
                .description("In: variable question, the path of a stream. Out: true or false. Effect: fails with"
                        + " StreamServiceSilent when the answer is about another stream.")
                .to("direct:ask-stream-service")
                .bean("streamServiceReader", "one(${variable.question}, ${body})")
                .setBody(simple("${body.live}"));
    }

    private void askTwice() {
        from("direct:ask-twice-whether-live")
                .routeId("ask-twice-whether-live")
                .description(
                        "In: variable question, the path of a stream. Out: false when the Stream Service says twice,"
                                + " 1 s apart, that it is not live. Effect: none.")
                .to("direct:ask-whether-live")
                .filter(body().isEqualTo(false))
                .delay(constant(1000))
                .to("direct:ask-whether-live");
    }

    private void lookUp() {
        from("direct:look-up-stream")
                .routeId("look-up-stream")
                .description(
                        "In: a RecordingChange. Out: the same. Effect: the Stream Service will be asked for what a webhook"
                                + " of the second dialect does not say of its stream.")
                .filter(simple("'{{recorder.stream-service.url}}' != ''"))
                .to(ExchangePattern.InOnly, "seda:identify-stream");
        from("seda:identify-stream?concurrentConsumers=4&size=10000&purgeWhenStopping=true")
                .routeId("identify-stream")
                .description(
                        "In: a RecordingChange. Effect: its recording has the ids, title and start of its stream. When the"
                                + " Stream Service cannot be asked now, its list of live streams fills them in later.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .setVariable("question", simple("/streams/by-key/${body.streamKey}"))
                .to("direct:ask-stream-service")
                .setBody(method("streamServiceReader", "one(${variable.question}, ${body})"))
                .to(SQL + "fill-in-stream.sql");
    }

    private void hear() {
        from("direct:hear-live-streams")
                .routeId("hear-live-streams")
                .description("In: the list of live streams, as the Stream Service sent it. Out: nothing; variable live."
                        + " Effect: the recording of each has what the list says of its stream; a stream without a recording"
                        + " counts as a stream.started, unless RECORD_STREAMS does not name it.")
                .setVariable("live", method("streamServiceReader", "live(${body})"))
                .setBody(constant(null))
                .to(SQL + "say-live.sql" + ROWS + "LiveStream")
                .split(body())
                .to(SQL + "fill-in-stream.sql?noop=true")
                .filter(method("recordedStreams", "include(${body.streamKey})"))
                .to(SQL + "hear-live-stream.sql")
                .end()
                .end()
                .setBody(constant(null));
    }

    private void confirm() {
        from("direct:confirm-ends")
                .routeId("confirm-ends")
                .description("In: variable live. Effect: as confirm-end, for each live recording whose key is not"
                        + " among them and whose segments have stopped.")
                .setBody(constant(null))
                .to(SQL + "recordings-not-live.sql" + ROWS + "UnlistedRecording")
                .split(body())
                .parallelProcessing()
                .to("direct:confirm-end");
    }
}
