package streaming.recording.routes;

import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.exec.ExecException;
import org.apache.camel.model.dataformat.JsonLibrary;
import streaming.recording.event.RecordingEvents;
import streaming.recording.failure.CannotEver;
import streaming.recording.failure.CannotNow;
import streaming.recording.failure.FailureCode;
import streaming.recording.failure.Fault;
import streaming.recording.failure.Reasons;
import streaming.recording.join.Attempts;
import streaming.recording.join.AuditFailed;
import streaming.recording.join.EndedRecording;
import streaming.recording.join.Fallback;
import streaming.recording.join.Finish;
import streaming.recording.join.Joiner;
import streaming.recording.join.Ledger;
import streaming.recording.join.LiveJoins;
import streaming.recording.join.MissingSegment;
import streaming.recording.join.NotedAttempt;
import streaming.recording.lease.HeldLeases;
import streaming.recording.segment.BucketListing;
import streaming.recording.segment.SegmentQuery;
import streaming.recording.storage.RecordingStore;
import streaming.recording.storage.StoredMp4;

/**
 * The machinery behind routes/finish: claims, settling, the ladder of joins, the upload, and what becomes of an attempt
 * that failed. One exchange has one recording, in the variable {@code finish}.
 */
public final class FinishRoutes extends RouteBuilder {

    private static final String SQL = "sql:classpath:sql/finish/";
    private static final String ONE = "?outputType=SelectOne";
    private static final String ROWS = "outputClass=streaming.recording.join.";
    private static final String WAKE =
            "seda:finalize-recordings?waitForTaskToComplete=Never&blockWhenFull=false&discardWhenFull=true";
    private static final String LOG = "recording.finalize";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        claim();
        settle();
        makeMp4();
        keepEarlier();
        joinAtEnd();
        upload();
        report();
        announce();
        fail();
        postpone();
    }

    private void claim() {
        from("seda:finalize-recordings?concurrentConsumers={{recorder.finalize.parallel}}"
                        + "&size={{recorder.finalize.parallel}}&purgeWhenStopping=true")
                .routeId("finalize-recordings")
                .routeDescription(
                        "In: a message that says nothing. Effect: the ended recording that waits longest is claimed and"
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
                        "In: an EndedRecording. Effect: that of finish-recording; its lease is renewed as long as that takes.")
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

    private void makeMp4() {
        from("direct:make-mp4")
                .routeId("make-mp4")
                .routeDescription(
                        "In: variable finish, settled. Effect: the MP4 is joined and has passed its audit; it is in the bucket"
                                + " already when it was joined while the stream was live and nothing speaks against that.")
                .doTry()
                .process(this::plan)
                .doCatch(CannotEver.class)
                .to("direct:keep-earlier-mp4")
                .end()
                .filter(simple("${variable.finish.etag} == null"))
                .log(
                        LoggingLevel.INFO,
                        LOG,
                        "Concatenating ${variable.finish.join.size} segments... recording=${variable.finish.recordingId}")
                .choice()
                .when(method("liveJoins", "hasJoined(${variable.finish.recording})"))
                .doTry()
                .to("direct:finish-live-join")
                .doCatch(CannotNow.class, ExecException.class)
                .process(this::fallBack)
                .to("direct:fall-back")
                .process(exchange ->
                        finish(exchange).fellBack(exchange.getMessage().getBody(String.class)))
                .to("direct:join-at-end")
                .endDoTry()
                .endChoice()
                .otherwise()
                .process(exchange -> finish(exchange)
                        .fellBack(lookup(LiveJoins.class, "liveJoins")
                                .whyNot(finish(exchange).recording())))
                .to("direct:join-at-end");
    }

    private void keepEarlier() {
        from("direct:keep-earlier-mp4")
                .routeId("keep-earlier-mp4")
                .routeDescription(
                        "In: variable finish, and why it cannot be joined. Effect: the MP4 that an earlier attempt put into the"
                                + " bucket, where there is one, completes the recording; else the same failure.")
                .setVariable("recordingId", simple("${variable.finish.recordingId}"))
                .to("direct:reserve-object-name")
                .process(this::findEarlier)
                .to(SQL + "find-attempt.sql" + ONE + "&" + ROWS + "NotedAttempt")
                .setBody(method(Attempts.class, "held(${body})"))
                .process(this::keepEarlier);
    }

    private void findEarlier(Exchange exchange) throws Exception {
        StoredMp4 stored = lookup(RecordingStore.class, "recordingStore")
                .earlier(
                        exchange.getMessage().getBody(String.class),
                        finish(exchange).recordingId());
        if (stored == null) {
            throw failure(exchange);
        }
        exchange.setVariable("stored", stored);
    }

    private void keepEarlier(Exchange exchange) throws Exception {
        NotedAttempt noted = exchange.getMessage().getBody(NotedAttempt.class);
        if (noted.attempt() == null) {
            throw failure(exchange);
        }
        Finish finish = finish(exchange);
        finish.kept(exchange.getVariable("stored", StoredMp4.class), noted);
        events().of(
                        finish.recordingId(),
                        "object.kept",
                        "an earlier attempt had put the MP4 into the bucket, and there is nothing here to make another of: "
                                + reason(exchange));
    }

    private void plan(Exchange exchange) throws IOException {
        Finish finish = finish(exchange);
        Ledger ledger = lookup(Ledger.class, "ledger");
        finish.planned(lookup(Joiner.class, "joiner")
                .plan(
                        finish.recording().folder(),
                        segments -> ledger.segments(finish.recordingId(), segment -> {
                            finish.ordered(segment);
                            segments.accept(segment);
                        })));
    }

    private void fallBack(Exchange exchange) {
        Finish finish = finish(exchange);
        exchange.getMessage().setBody(new Fallback(finish.recordingId(), finish.streamKey(), reason(exchange)));
    }

    private void joinAtEnd() {
        from("direct:join-at-end")
                .routeId("join-at-end")
                .routeDescription(
                        "In: variable finish, planned. Effect: rung after rung of the ladder is run, until an MP4 passes its"
                                + " audit or is accepted in doubt; fails as the last rung did when no other would help.")
                .process(exchange -> finish(exchange).audited(null))
                .loopDoWhile(simple("${variable.finish.audit} == null"))
                .doTry()
                .to("direct:join-segments")
                .to("direct:audit-recording")
                .doCatch(AuditFailed.class, ExecException.class)
                .process(this::climb)
                .end()
                .end();
    }

    private void climb(Exchange exchange) throws Exception {
        Finish finish = finish(exchange);
        exchange.getMessage().setBody("");
        String reason = reason(exchange);
        finish.audited(lookup(Joiner.class, "joiner")
                .climb(
                        finish.join(),
                        failure(exchange),
                        reason,
                        fault(exchange, reason),
                        finish.recording().error()));
        events().of(finish.recordingId(), "join.rung", finish.join().rung());
    }

    private void upload() {
        from("direct:upload-recording")
                .routeId("upload-recording")
                .routeDescription(
                        "In: variable finish, audited. Effect: the MP4 is in the bucket under the name that is reserved for it,"
                                + " its length checked there, and an event says so.")
                .filter(simple("${variable.finish.etag} == null"))
                .setVariable("recordingId", simple("${variable.finish.recordingId}"))
                .to("direct:reserve-object-name")
                .setVariable("objectName", body())
                .to("direct:note-attempt")
                .process(this::upload)
                .to("direct:judge-object");

        from("direct:note-attempt")
                .routeId("note-attempt")
                .routeDescription(
                        "In: variable finish, audited. Effect: what its MP4 holds is in the database before it is in the bucket,"
                                + " so that who finds it there knows what it is; fails when another instance has the recording.")
                .to(SQL + "missing-segments.sql?" + ROWS + "MissingSegment")
                .process(this::noteAttempt)
                .to(SQL + "note-attempt.sql" + ONE)
                .setBody(method(Attempts.class, "held(${body})"));

        from("direct:judge-object")
                .routeId("judge-object")
                .routeDescription(
                        "In: variables finish and stored. Effect: the MP4 that completes the recording is chosen: of two the"
                                + " fuller one. Nothing in the bucket is touched when another instance has the recording.")
                .to(SQL + "find-attempt.sql" + ONE + "&" + ROWS + "NotedAttempt")
                .id("find-attempt")
                .setBody(method(Attempts.class, "held(${body})"))
                .process(this::judge);
    }

    private void noteAttempt(Exchange exchange) {
        List<MissingSegment> missing = rows(exchange);
        exchange.getMessage().setBody(attempts().of(finish(exchange), missing));
    }

    private void judge(Exchange exchange) throws IOException {
        Finish finish = finish(exchange);
        StoredMp4 stored = exchange.getVariable("stored", StoredMp4.class);
        attempts().judge(finish, stored, exchange.getMessage().getBody(NotedAttempt.class));
        if (finish.attempt().equals(stored.attempt())) {
            events().upload(
                            finish.recordingId(),
                            stored.name(),
                            stored.size(),
                            exchange.getVariable("uploadBegan", Long.class));
        } else {
            events().of(
                            finish.recordingId(),
                            "object.kept",
                            "an earlier attempt had put the MP4 into the bucket, and it is as full as that of this one, or fuller");
        }
    }

    private void upload(Exchange exchange) throws IOException {
        Finish finish = finish(exchange);
        exchange.setVariable("uploadBegan", System.nanoTime());
        exchange.setVariable(
                "stored",
                lookup(RecordingStore.class, "recordingStore")
                        .upload(
                                exchange.getVariable("objectName", String.class),
                                finish.recordingId(),
                                finish.attempt(),
                                finish.join().output()));
    }

    private void report() {
        from("direct:report-recording")
                .routeId("report-recording")
                .routeDescription(
                        "In: variable finish, uploaded. Effect: it has the report; the poster is beside the MP4, if there is one.")
                .setBody(simple("${variable.finish.poster}"))
                .to("direct:upload-poster")
                .setVariable("posterName", body())
                .to(SQL + "missing-segments.sql?" + ROWS + "MissingSegment")
                .process(this::report);
    }

    private void report(Exchange exchange) {
        List<MissingSegment> missing = rows(exchange);
        Finish finish = finish(exchange);
        finish.reported(
                attempts().report(finish, missing),
                lookup(RecordingStore.class, "recordingStore").path(finish.objectName()),
                exchange.getVariable("posterName", String.class));
    }

    private void announce() {
        from("direct:announce-completed")
                .routeId("announce-completed")
                .routeDescription(
                        "In: a CompletedRecording, or nothing. Effect: the log and the metrics say so; the work folder is cleaned.")
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
                .to("seda:clean?blockWhenFull=false&discardWhenFull=true");
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
                .to(SQL + "fail-recording.sql");
    }

    private static final String ATTEMPT = "recording=${variable.finish.recordingId}"
            + " stream_key=${variable.finish.streamKey} reason=${variable.reason}";

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

    private String reason(Exchange exchange) {
        return lookup(Reasons.class, "reasons").of(failure(exchange));
    }

    private Fault fault(Exchange exchange, String reason) {
        return Fault.of(failure(exchange), reason, getContext().isStopping());
    }

    private static Exception failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    private Attempts attempts() {
        return lookup(Attempts.class, "attempts");
    }

    private RecordingEvents events() {
        return lookup(RecordingEvents.class, "recordingEvents");
    }

    private static Finish finish(Exchange exchange) {
        return exchange.getVariable("finish", Finish.class);
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> rows(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    private <T> T lookup(Class<T> type, String name) {
        return getContext().getRegistry().lookupByNameAndType(name, type);
    }
}
