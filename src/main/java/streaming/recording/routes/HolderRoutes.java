package streaming.recording.routes;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import streaming.recording.failure.Rejected;
import streaming.recording.http.Forwarding;
import streaming.recording.segment.SegmentFile;
import streaming.recording.storage.SegmentStore;

/** The machinery behind routes/api/playback: what is not here is asked for where it is. */
public final class HolderRoutes extends RouteBuilder {

    /** Its answer is sent on as it comes; one that does not begin in time is none. */
    private static final String ANOTHER = "http:holder?connectTimeout=1000&responseTimeout=5000&disableStreamCache=true"
            + "&throwExceptionOnFailure=false&copyHeaders=false&httpClientConfigurer=#bean:anyLength";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        segment();
        ask();
    }

    private void segment() {
        from("direct:open-segment")
                .routeId("open-segment")
                .routeDescription(
                        "In: a SegmentFile, or null; variables segment and forwarded. Out: a stream of it: its file; else its object,"
                                + " while the bucket has that version; else what the instance answers that holds the recording; or"
                                + " 404, or 503 when that one does not answer. Effect: none.")
                .noStreamCaching()
                .setVariable("found", body())
                .setBody(method("segmentFiles", "open(${body})"))
                .filter(simple("${body} == null && ${variable.found} != null && ${variable.forwarded} == false"))
                .to("direct:open-segment-elsewhere")
                .end()
                .filter(body().isNull())
                .process(exchange -> {
                    throw new Rejected(404, "Segment not found");
                });

        from("direct:open-segment-elsewhere")
                .routeId("open-segment-elsewhere")
                .routeDescription("In: variables found and segment. Out: as open-segment, or null. Effect: none.")
                .noStreamCaching()
                .doTry()
                .setBody(this::object)
                .doCatch(SdkException.class)
                // the other instance needs no store for it
                .setBody(simple("${null}"))
                .end()
                .setVariable("holder", simple("${variable.found.holder}"))
                .setVariable("path", simple("/recording/${variable.found.recordingId}/segments/${variable.segment}"))
                .filter(simple("${body} == null && ${variable.holder} != null"))
                .to("direct:ask-holder");
    }

    /** Not by a method of Simple: it leaves out the quotes of an ETag. */
    private Object object(Exchange exchange) {
        SegmentFile found = exchange.getVariable("found", SegmentFile.class);
        return getContext()
                .getRegistry()
                .lookupByNameAndType("segmentStore", SegmentStore.class)
                .open(found.bucket(), found.objectKey(), found.etag());
    }

    private void ask() {
        from("direct:ask-holder")
                .routeId("ask-holder")
                .routeDescription(
                        "In: variables holder, host:port of another instance, and path. Out: the body of its answer, null when it has"
                                + " none; 503 when it does not answer. Effect: none: that instance asks no other.")
                .noStreamCaching()
                .filter(method("sharedSecret", "known").isEqualTo(false))
                .process(exchange -> {
                    throw Forwarding.away();
                })
                .end()
                .setVariable("signature", method("sharedSecret", "sign(${variable.path})"))
                .process(Forwarding::ask)
                .doTry()
                .to(ANOTHER)
                .process(Forwarding::take)
                .doCatch(IOException.class)
                .process(exchange -> {
                    throw Forwarding.away();
                })
                .end();
    }
}
