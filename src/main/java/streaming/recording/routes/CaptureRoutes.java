package streaming.recording.routes;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.LoggingLevel;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.SynchronizationAdapter;
import streaming.recording.failure.CannotNow;
import streaming.recording.segment.FetchTurns;
import streaming.recording.segment.FoundSegments;
import streaming.recording.segment.NewSegment;
import streaming.recording.segment.SegmentTask;

/** The machinery behind routes/capture: leases, the ledger, whose turn it is to be fetched. */
public final class CaptureRoutes extends RouteBuilder {

    private static final String SQL = "sql:classpath:sql/capture/";
    private static final String ROWS = "?outputClass=streaming.recording.segment.";

    private ProducerTemplate bus;

    @Override
    public void configure() {
        bus = getContext().createProducerTemplate();
        errorHandler(noErrorHandler());
        claimLiveRecordings();
        renewLeases();
        adoptRecording();
        findSegments();
        noteListing();
        fetchSegment();
        countSegment();
        giveUpSegment();
    }

    private void claimLiveRecordings() {
        claim(from("direct:claim-live-recordings")
                .routeId("claim-live-recordings")
                .routeDescription("In: nothing. Out: the Recordings. Effect: this instance holds the lease of each live"
                        + " recording that no other holds; each is on the capture bus.")
                .setVariable("onlyUnowned", constant(false)));
        claim(from("seda:monitor-new-recordings?size=1&purgeWhenStopping=true")
                .routeId("monitor-new-recordings")
                .routeDescription(
                        "In: nothing; a recording has just begun. Effect: that of claim-live-recordings, for recordings without"
                                + " an owner only: else, of a hundred streams that start at once, each would have a hundred"
                                + " others polled.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .setVariable("onlyUnowned", constant(true)));
    }

    private void claim(RouteDefinition route) {
        route.to(SQL + "claim-live-recordings.sql" + ROWS + "Recording")
                .split(body())
                .to(ExchangePattern.InOnly, "seda:capture-segments");
    }

    private void renewLeases() {
        from("timer:renew-leases?period={{recorder.lease.renewal}}")
                .routeId("renew-leases")
                .routeDescription(
                        "Starts things: every LEASE_RENEWAL. Effect: what this instance works on stays its own for another"
                                + " recorder.lease.time.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .setBody(method("finalizing", "ids"))
                .to(SQL + "renew-leases.sql");
    }

    private void adoptRecording() {
        from("direct:adopt-recording")
                .routeId("adopt-recording")
                .routeDescription(
                        "In: a Recording. Out: the same. Effect: when it was taken over, its ledger is without segments"
                                + " whose files are not here, so that they are fetched again.")
                .filter(simple("${body.adopted}"))
                .setVariable("adopted", body())
                .filter(method("workFolders", "isTaken(${body.folder})"))
                .to(SQL + "choose-other-folder.sql")
                .process(exchange -> {
                    throw new CannotNow("the folder of the recording belongs to another installation of the service:"
                            + " it takes another one");
                })
                .end()
                .to(SQL + "captured-files.sql" + ROWS + "CapturedFile")
                .split(method("segmentFiles", "lost(${variable.adopted.folder}, ${body})"))
                .to(SQL + "forget-segments.sql")
                .end()
                .setBody(variable("adopted"))
                .removeVariable("adopted");
    }

    private void findSegments() {
        from("direct:find-segments")
                .routeId("find-segments")
                .routeDescription(
                        "In: a SegmentQuery. Out: FoundSegments. Effect: those that are in the bucket and in no ledger are"
                                + " being fetched; those that were captured stand where the playlist says.")
                .setBody(method("segmentInventory", "find(${body})"))
                .filter(simple("${body.renditionChosen}"))
                .log(
                        LoggingLevel.INFO,
                        "recording.capture",
                        "Rendition chosen: ${body.listing.prefix} recording=${body.recording.recordingId}")
                .to(SQL + "choose-rendition.sql?noop=true")
                .end()
                .to(SQL + "place-segments.sql?noop=true")
                .id("place-segments")
                .setVariable("found", body())
                .to(SQL + "new-segments.sql" + ROWS + "NewSegment")
                .id("new-segments")
                .process(CaptureRoutes::compareWithLedger)
                .split(method("fetchTurns", "begin(${body.tasks})"))
                .to(ExchangePattern.InOnly, "seda:fetch-segment");
    }

    private static void compareWithLedger(Exchange exchange) {
        FoundSegments found = (FoundSegments) exchange.removeVariable("found");
        List<NewSegment> inNoLedger = exchange.getMessage().getBody(List.class);
        exchange.getMessage().setBody(found.toFetch(inNoLedger));
    }

    private void noteListing() {
        from("direct:note-listing")
                .routeId("note-listing")
                .routeDescription(
                        "In: FoundSegments of a live recording. Effect: it is known since when nothing new has come, and how"
                                + " long the recording is so far; what will not change any more goes to its live join.")
                .to(SQL + "note-listing.sql?noop=true")
                .to(SQL + "update-duration.sql?noop=true")
                .filter(method("liveJoins", "enabled"))
                .to(SQL + "confirm-segments.sql?noop=true")
                .id("confirm-segments")
                .setBody(simple("${body.recording.live}"))
                .to(ExchangePattern.InOnly, "seda:join-live-recording");
    }

    private void fetchSegment() {
        from("seda:fetch-segment?concurrentConsumers={{recorder.capture.parallel}}&size=100000&purgeWhenStopping=true")
                .routeId("fetch-segment")
                .routeDescription(
                        "In: a SegmentTask whose turn has come. Effect: that of try-segment, unless the service stops, the"
                                + " disk is full or the store serves no object: then it is found again at the next interval.")
                .streamCache("false")
                .process(this::thenTheNext)
                .filter(simple("${camelContext.stopping} == false"))
                .filter(method("diskProbe", "takes(${body.object.size}, ${body.ended})"))
                .filter(method("storeProbe", "serves(${body.bucket})"))
                .to("direct:try-segment");
    }

    /** Whatever becomes of this segment, the next one of the same recording follows. */
    private void thenTheNext(Exchange exchange) {
        CamelContext camel = exchange.getContext();
        FetchTurns turns = camel.getRegistry().lookupByNameAndType("fetchTurns", FetchTurns.class);
        SegmentTask task = exchange.getMessage().getBody(SegmentTask.class);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                turns.end(task).forEach(next -> bus.sendBody("seda:fetch-segment", next));
            }
        });
    }

    private void countSegment() {
        from("direct:count-segment")
                .routeId("count-segment")
                .routeDescription(
                        "In: a KeptSegment. Effect: it is counted, with what was tried again; the store serves objects.")
                .to("micrometer:counter:recorder.segments")
                .to("micrometer:counter:recorder.segment.bytes?increment=${body.size}")
                .bean("storeProbe", "served(${variable.task.bucket}, ${body.objectKey})")
                .filter(header(Exchange.REDELIVERY_COUNTER).isGreaterThan(0))
                .to("micrometer:counter:recorder.segment.retries?increment=${header.CamelRedeliveryCounter}")
                .setVariable("reason", method("reasons", "of(${exception})"))
                .bean(
                        "recordingEvents",
                        "retried(${body.recordingId}, 'segment.retried', ${variable.reason}, ${body.objectKey},"
                                + " ${header.CamelRedeliveryCounter})");
    }

    private void giveUpSegment() {
        from("direct:give-up-segment")
                .routeId("give-up-segment")
                .routeDescription(
                        "In: a SegmentTask, and the exception that was its last. Effect: the ledger says that the segment is"
                                + " missing, and why.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .setVariable("reason", method("reasons", "of(${exception})"))
                .log(
                        LoggingLevel.WARN,
                        "recording.failure",
                        "Download given up: ${body.object.objectKey} recording=${body.recordingId} reason=${variable.reason}")
                .to("micrometer:counter:recorder.segments.given.up")
                .to(SQL + "give-up-segment.sql");
    }
}
