package streaming.recording.routes;

import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.LoggingLevel;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.SynchronizationAdapter;
import streaming.recording.failure.CannotNow;
import streaming.recording.join.LiveJoins;
import streaming.recording.segment.AdoptedFolder;
import streaming.recording.segment.CapturedFiles;
import streaming.recording.segment.EnteredIn;
import streaming.recording.segment.FetchTurns;
import streaming.recording.segment.FoundSegments;
import streaming.recording.segment.KeptSegments;
import streaming.recording.segment.Looks;
import streaming.recording.segment.NewSegment;
import streaming.recording.segment.PlaylistFollower;
import streaming.recording.segment.Recording;
import streaming.recording.segment.SegmentDownload;
import streaming.recording.segment.SegmentFiles;
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
        noteLook();
        fetchSegment();
        planDownload();
        keepSegments();
        countSegment();
        giveUpSegment();
    }

    private void claimLiveRecordings() {
        claim(from("direct:claim-live-recordings")
                .routeId("claim-live-recordings")
                .routeDescription(
                        "In: nothing. Out: the Recordings. Effect: this instance holds the leases of its share"
                                + " of the live recordings that no other holds; each that it holds is on the capture bus.")
                .setVariable("onlyUnowned", constant(false)));
        from("direct:wake-monitor")
                .routeId("wake-monitor")
                .routeDescription("In: anything. Out: the same. Effect: monitor-new-recordings runs soon.")
                .to("seda:monitor-new-recordings?waitForTaskToComplete=Never&blockWhenFull=false&discardWhenFull=true");
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
        from("timer:renew-leases?period={{recorder.lease.renewal}}&delay=0")
                .routeId("watch-leases")
                .routeDescription("Starts things: every LEASE_RENEWAL. Effect: that of renew-leases.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .to("direct:renew-leases");
        from("direct:renew-leases")
                .routeId("renew-leases")
                .routeDescription(
                        "In: nothing. Effect: what this instance works on stays its own for another recorder.lease.time, and the"
                                + " other instances know of it.")
                .setBody(method("finalizing", "ids"))
                .to(SQL + "renew-leases.sql");
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

    private void findSegments() {
        from("direct:find-segments")
                .routeId("find-segments")
                .routeDescription(
                        "In: a SegmentQuery. Out: FoundSegments. Effect: those that are in the bucket and in no ledger are"
                                + " being fetched; those that were captured stand where the playlist says.")
                .setBody(method("segmentInventory", "find(${body})"))
                .filter(simple("${body.looked}"))
                .to("direct:compare-with-ledger")
                .end()
                // what could not be entered before, as while PostgreSQL was away
                .process(exchange -> enterIfDue(exchange.getMessage()
                        .getBody(FoundSegments.class)
                        .recording()
                        .recordingId()))
                .split(method("fetchTurns", "begin(${body.tasks})"))
                .to(ExchangePattern.InOnly, "seda:fetch-segment");
        from("direct:compare-with-ledger")
                .routeId("compare-with-ledger")
                .routeDescription(
                        "In: FoundSegments of a listing. Out: the same, with a task for each that is in no ledger."
                                + " Effect: what was captured stands where the playlist says.")
                .filter(simple("${body.renditionChosen}"))
                .log(
                        LoggingLevel.INFO,
                        "recording.capture",
                        "Rendition chosen: ${body.listing.prefix} recording=${body.recording.recordingId}")
                .to(SQL + "choose-rendition.sql?noop=true")
                .end()
                .setVariable("found", body())
                .to(SQL + "compare-with-ledger.sql" + ROWS + "NewSegment")
                .process(CaptureRoutes::compareWithLedger);
    }

    private static void compareWithLedger(Exchange exchange) {
        FoundSegments found = (FoundSegments) exchange.removeVariable("found");
        List<NewSegment> inNoLedger = exchange.getMessage().getBody(List.class);
        exchange.getMessage().setBody(found.toFetch(inNoLedger));
    }

    private void noteLook() {
        from("direct:note-look")
                .routeId("note-look")
                .routeDescription(
                        "In: FoundSegments of a live recording. Effect: whether anything is new is written down at the next"
                                + " interval; after a listing, what has not changed since it was captured goes to its live join.")
                .process(this::noteLook)
                .filter(simple("${body.looked}"))
                .filter(simple("${body.recording.begun}"))
                .filter(method("liveJoins", "enabled"))
                .bean("liveJoins", "listed(${body.recording.recordingId})")
                .setBody(simple("${body.recording.live}"))
                .to(ExchangePattern.InOnly, "seda:join-live-recording");
        from("direct:note-looks")
                .routeId("note-looks")
                .routeDescription(
                        "In: nothing. Effect: of each recording that was looked for it is known since when nothing new"
                                + " has come.")
                .setBody(method("looks", "take"))
                .filter(body().isNotNull())
                .to(SQL + "note-looks.sql");
    }

    private void noteLook(Exchange exchange) {
        FoundSegments found = exchange.getMessage().getBody(FoundSegments.class);
        String recordingId = found.recording().recordingId();
        follower().compared(found);
        lookup(Looks.class, "looks").looked(recordingId, found.foundNew() || turns().isBusy(recordingId));
    }

    private void enterIfDue(String recordingId) {
        if (turns().isDue(recordingId)) {
            bus.sendBody("seda:keep-segments", recordingId);
        }
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
        SegmentTask task = exchange.getMessage().getBody(SegmentTask.class);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                if (!turns().isKept(task)) {
                    follower().missed(task.recordingId());
                }
                turns().end(task).forEach(next -> bus.sendBody("seda:fetch-segment", next));
                enterIfDue(task.recordingId());
            }
        });
    }

    private void planDownload() {
        from("direct:plan-download")
                .routeId("plan-download")
                .routeDescription(
                        "In: a SegmentTask. Out: a SegmentDownload, with what was captured last under its key."
                                + " Effect: none.")
                .choice()
                .when(method("segmentFiles", "has(${body.folder}, ${body.object})"))
                .to(SQL + "captured-version.sql" + ROWS + "CapturedVersion&outputType=SelectOne")
                .otherwise()
                .setBody(constant(null))
                .end()
                .setBody(method(SegmentDownload.class, "of(${variable.task}, ${body})"));
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

    private PlaylistFollower follower() {
        return lookup(PlaylistFollower.class, "playlistFollower");
    }

    private FetchTurns turns() {
        return lookup(FetchTurns.class, "fetchTurns");
    }

    private <T> T lookup(Class<T> type, String name) {
        return getContext().getRegistry().lookupByNameAndType(name, type);
    }
}
