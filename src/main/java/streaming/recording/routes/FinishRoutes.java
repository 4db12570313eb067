package streaming.recording.routes;

import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.model.dataformat.JsonLibrary;
import streaming.recording.failure.CannotNow;
import streaming.recording.join.EndedRecording;
import streaming.recording.join.Finish;
import streaming.recording.lease.HeldLeases;
import streaming.recording.segment.BucketListing;
import streaming.recording.segment.Recording;
import streaming.recording.segment.SegmentQuery;

/** The machinery behind routes/finish/finish: claims, settling, and what is said at the end. */
public final class FinishRoutes extends FinishBuilder {

    private static final String WAKE = "direct:wake-finishers";
    private static final String LOG = "recording.finalize";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        wake();
        claim();
        adopt();
        settle();
        announce();
    }

    private void wake() {
        from(WAKE)
                .routeId("wake-finishers")
                .routeDescription("In: anything. Out: the same. Effect: a worker looks for an ended recording.")
                .to("seda:finalize-recordings?waitForTaskToComplete=Never&blockWhenFull=false&discardWhenFull=true");
    }

    private void claim() {
        from("seda:finalize-recordings?concurrentConsumers={{recorder.finalize.parallel}}"
                        + "&size={{recorder.finalize.parallel}}&purgeWhenStopping=true")
                .routeId("finalize-recordings")
                .routeDescription("In: an empty message. Effect: the ended recording that waits longest is claimed and"
                        + " finished, while another worker looks for the next one.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .filter(simple("${camelContext.stopping} == false"))
                .to(SQL + "claim-ended-recording.sql" + ONE + "&" + ROWS + "EndedRecording")
                .id("claim-ended-recording")
                .filter(body().isNotNull())
                .to(WAKE)
                .to("direct:finalize-recording");
        from("direct:finalize-recording")
                .routeId("finalize-recording")
                .routeDescription(
                        "In: an EndedRecording. Effect: as finish-recording; its lease is renewed as long as that takes.")
                .process(this::hold)
                .doTry()
                .to("direct:finish-recording")
                .doFinally()
                .process(exchange -> lookup(HeldLeases.class, "finalizing")
                        .end(finish(exchange).recordingId()))
                .to(WAKE)
                .end();
    }

    private void hold(Exchange exchange) {
        EndedRecording recording = exchange.getMessage().getBody(EndedRecording.class);
        exchange.setVariable("finish", new Finish(recording));
        lookup(HeldLeases.class, "finalizing").begin(recording.recordingId());
    }

    private void adopt() {
        from("direct:adopt-ended-recording")
                .routeId("adopt-ended-recording")
                .routeDescription("In: variable finish. Out: its PosterJob. Effect: as adopt-recording.")
                .setBody(method(Recording.class, "ended(${variable.finish.recording})"))
                .to("direct:adopt-recording")
                .setBody(simple("${variable.finish.poster}"));
    }

    private void settle() {
        from("direct:settle-recording")
                .routeId("settle-recording")
                .routeDescription(
                        "In: variable finish. Effect: the last segments are captured, and those that a playlist promised and"
                                + " nobody uploaded are missing; nothing changes in the bucket any more.")
                .setVariable("settling", method("settling", "start(${variable.finish.recording.endedAgo})"))
                .loopDoWhile(simple("${variable.settling.settled} == false"))
                .process(exchange -> unlessStopping())
                .setBody(method(SegmentQuery.class, "settling(${variable.finish.recording})"))
                .to("direct:find-segments")
                .setVariable("listing", simple("${body.listing}"))
                .setVariable("settling", method("settling", "next(${variable.settling}, ${body})"))
                .filter(simple("${variable.settling.settled} == false"))
                .delay(simple("${variable.settling.pause}"))
                .end()
                .end()
                .end()
                .process(exchange -> finish(exchange)
                        .listed(exchange.getVariable("listing", BucketListing.class)
                                .playlistDoubt()))
                .to(SQL + "unused-places.sql?" + ROWS + "UnusedPlace")
                .process(exchange -> finish(exchange).unused(rows(exchange)))
                .setBody(simple("${variable.listing.absent}"))
                .filter(simple("${body.size} > 0"))
                .marshal()
                .json(JsonLibrary.Jackson)
                .convertBodyTo(String.class)
                .to(SQL + "note-absent-segments.sql");
    }

    /** What is still to be fetched is not fetched any more; the next start carries on. */
    private void unlessStopping() {
        if (getContext().isStopping()) {
            throw new CannotNow("the service is being stopped");
        }
    }

    private void announce() {
        from("direct:announce-completed")
                .routeId("announce-completed")
                .routeDescription(
                        "In: a CompletedRecording, or nothing. Effect: the log and the metrics say so; the work folder is cleaned, who"
                                + " is to know is told.")
                .filter(body().isNotNull())
                .log(
                        LoggingLevel.INFO,
                        LOG,
                        "Recording completed: ${body.filePath} recording=${body.recordingId} duration=${body.duration}"
                                + " size=${body.fileSize}")
                .filter(simple("${body.doubts} != null"))
                .log(LoggingLevel.WARN, LOG, "Recording in doubt: recording=${body.recordingId} doubts=${body.doubts}")
                .end()
                .to("micrometer:summary:recorder.finalize.seconds?value=${body.finalizeSeconds}")
                .to("seda:clean?waitForTaskToComplete=Never&blockWhenFull=false&discardWhenFull=true")
                .to("direct:wake-hand-overs");
    }
}
