package streaming.recording.routes;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import streaming.recording.event.StreamServiceSilent;
import streaming.recording.event.StreamUnknown;
import streaming.recording.failure.NoAnswer;

/**
 * The machinery behind routes/start: how the Stream Service is asked. Its time-outs are those of the http component.
 */
public final class StartRoutes extends RouteBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        ask();
        askWhetherLive();
        askTwice();
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
}
