package streaming.recording.routes;

import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.LoggingLevel;
import org.apache.camel.support.SynchronizationAdapter;
import streaming.recording.failure.CannotNow;
import streaming.recording.join.LiveJoins;
import streaming.recording.segment.AdoptedFolder;
import streaming.recording.segment.CapturedFiles;
import streaming.recording.segment.EnteredIn;
import streaming.recording.segment.FoundSegments;
import streaming.recording.segment.KeptSegments;
import streaming.recording.segment.NewSegment;
import streaming.recording.segment.Recording;
import streaming.recording.segment.SegmentFiles;

/** The machinery behind routes/capture: the ledger, which says what was captured, is missing or damaged. */
public final class LedgerRoutes extends CaptureBuilder {

    @Override
    void routes() {
        adoptRecording();
        compareWithLedger();
        keepSegments();
        countSegment();
        giveUpSegment();
    }

    private void adoptRecording() {
        from("direct:adopt-recording")
                .routeId("adopt-recording")
                .routeDescription(
                        "In: a Recording. Out: the same. Effect: when it was taken over, its ledger is without segments"
                                + " whose files are not here, so that they are fetched again, and with those whose files are here and"
                                + " were not entered. What fails is done at the next poll.")
                .setBody(method("adoptions", "due(${body})"))
                .filter(simple("${body.adopted}"))
                .setVariable("adopted", body())
                .filter(method("workFolders", "isTaken(${body.folder})"))
                .to(SQL + "choose-other-folder.sql")
                .process(exchange -> {
                    throw new CannotNow("the folder of the recording belongs to another installation of the service:"
                            + " it takes another one");
                })
                .end()
                .process(this::compareWithFolder)
                .split(body())
                .to(SQL + "forget-segments.sql")
                .end()
                .setBody(variable("adopted"))
                .filter(simple("${body.begun}"))
                .to(SQL + "recount-segments.sql?noop=true")
                .end()
                .setBody(simple("${variable.adopted.recordingId}"))
                .to("direct:keep-segments")
                .setBody(variable("adopted"))
                .bean("adoptions", "done(${body})")
                .removeVariable("adopted");
    }

    /** Out: the lost files. Those of a process that was killed before it entered them are entered. */
    private void compareWithFolder(Exchange exchange) throws IOException {
        AdoptedFolder folder = AdoptedFolder.of(
                exchange.getVariable("adopted", Recording.class),
                lookup(CapturedFiles.class, "capturedFiles"),
                lookup(SegmentFiles.class, "segmentFiles"));
        folder.notEntered().forEach(turns()::keep);
        exchange.getMessage().setBody(folder.lostFiles());
    }

    private void compareWithLedger() {
        from("direct:compare-with-ledger")
                .routeId("compare-with-ledger")
                .routeDescription(
                        "In: FoundSegments of a listing. Out: the same, with a task for each that is in no ledger."
                                + " Effect: what was captured stands where the playlist says.")
                .setVariable("found", body())
                .filter(simple("${body.renditionChosen}"))
                .to(SQL + "choose-rendition.sql?outputType=SelectOne")
                .filter(body().isNotNull())
                .log(
                        LoggingLevel.INFO,
                        "recording.capture",
                        "Rendition chosen: ${body} recording=${variable.found.recording.recordingId}")
                .end()
                .setBody(variable("found"))
                .end()
                .to(SQL + "compare-with-ledger.sql" + ROWS + "NewSegment")
                .process(LedgerRoutes::toFetch);
    }

    private static void toFetch(Exchange exchange) {
        FoundSegments found = (FoundSegments) exchange.removeVariable("found");
        List<NewSegment> inNoLedger = exchange.getMessage().getBody(List.class);
        exchange.getMessage().setBody(found.toFetch(inNoLedger));
    }

    private void keepSegments() {
        from("seda:keep-segments?concurrentConsumers=4&size=100000&purgeWhenStopping=true")
                .routeId("enter-segments")
                .routeDescription("In: the id of a recording. Effect: that of keep-segments.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .to("direct:keep-segments");
        from("direct:keep-segments")
                .routeId("keep-segments")
                .routeDescription(
                        "In: the id of a recording. Effect: the segments of it that were fetched are in the ledger, with how"
                                + " long it is now, by one statement; what of them can be joined goes to its live join.")
                .setBody(method("fetchTurns", "take(${body})"))
                .filter(body().isNotNull())
                .process(this::giveBack)
                .setVariable("kept", body())
                .to(SQL + "keep-segments.sql" + ROWS + "EnteredIn&outputType=SelectOne")
                .id("keep-segments-row")
                .bean("fetchTurns", "entered(${variable.kept})")
                .filter(simple("${body} != null && ${body.live}"))
                .filter(method("liveJoins", "enabled"))
                .process(this::tellLiveJoin)
                .setBody(simple("${body.recording}"))
                .to(ExchangePattern.InOnly, "seda:join-live-recording");
    }

    private void tellLiveJoin(Exchange exchange) {
        EnteredIn entered = exchange.getMessage().getBody(EnteredIn.class);
        lookup(LiveJoins.class, "liveJoins")
                .entered(entered.recordingId(), entered.known(exchange.getVariable("kept", KeptSegments.class)));
    }

    private void giveBack(Exchange exchange) {
        KeptSegments segments = exchange.getMessage().getBody(KeptSegments.class);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                turns().given(segments);
                enterIfDue(segments.recordingId());
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
                        "In: variable task, a SegmentTask, and the exception that was its last. Effect: the ledger says that the segment is"
                                + " missing, and why.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                // what is left of a download that broke off cannot be read
                .streamCache("false")
                .setBody(variable("task"))
                .filter(simple("${body.object.onlyTold} == false"))
                .setVariable("reason", method("reasons", "of(${exception})"))
                .log(
                        LoggingLevel.WARN,
                        "recording.failure",
                        "Download given up: ${body.object.objectKey} recording=${body.recordingId} reason=${variable.reason}")
                .to("micrometer:counter:recorder.segments.given.up")
                .to(SQL + "give-up-segment.sql");
    }
}
