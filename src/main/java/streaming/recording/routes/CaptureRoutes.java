package streaming.recording.routes;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.SynchronizationAdapter;
import streaming.recording.segment.FoundSegments;
import streaming.recording.segment.Looks;
import streaming.recording.segment.PlaylistFollower;
import streaming.recording.segment.SegmentDownload;
import streaming.recording.segment.SegmentTask;

/**
 * The machinery behind routes/capture: leases, what is new in the bucket, whose turn it is to be fetched. What was
 * captured is in {@link LedgerRoutes}.
 */
public final class CaptureRoutes extends CaptureBuilder {

    @Override
    void routes() {
        claimLiveRecordings();
        renewLeases();
        findSegments();
        noteLook();
        fetchSegment();
        planDownload();
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
                                + " other instances know of it; it knows the secret that they share.")
                .setBody(method("finalizing", "ids"))
                .to(SQL + "renew-leases.sql?outputType=SelectOne")
                .bean("sharedSecret", "learn")
                .setBody(simple("${null}"));
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
        turns().takenUp(task);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                if (!turns().isKept(task)) {
                    follower().missed(task.recordingId());
                }
                turns().end(task).forEach(next -> send("seda:fetch-segment", next));
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

    private PlaylistFollower follower() {
        return lookup(PlaylistFollower.class, "playlistFollower");
    }
}
