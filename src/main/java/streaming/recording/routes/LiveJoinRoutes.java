package streaming.recording.routes;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import streaming.recording.join.Fallback;
import streaming.recording.join.Finish;
import streaming.recording.join.LiveJoins;
import streaming.recording.join.LiveRecording;
import streaming.recording.storage.FilePart;
import streaming.recording.storage.MultipartUploads;
import streaming.recording.storage.RecordingStore;

/**
 * The machinery behind routes/finish/live-join: the upload in parts, its end, and the fallback to a join at the end.
 */
public final class LiveJoinRoutes extends FinishBuilder {

    private static final String STORE_ROWS = "?outputClass=streaming.recording.storage.";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        feed();
        openUpload();
        sendParts();
        finishLiveJoin();
        fallBack();
        giveUp();
        watch();
        abortAbandoned();
    }

    private void feed() {
        from("direct:feed-live-join")
                .routeId("feed-live-join")
                .routeDescription(
                        "In: variable live. Effect: the segments that are sealed by now were given to its ffmpeg: as is known"
                                + " from what was entered, else as the ledger says.")
                .process(this::feedKnown)
                .filter(simple("${variable.fedKnown} == false"))
                .setVariable("fed", method("liveJoins", "fed(${variable.live.recordingId})"))
                .to(SQL + "sealed-segments.sql?" + ROWS + "SealedSegment")
                .id("sealed-segments")
                .bean("liveJoins", "feed(${variable.live}, ${body})");
        from("direct:send-live-parts")
                .routeId("send-live-parts")
                .routeDescription("In: variable live. Effect: the parts that its ffmpeg has finished are in the store.")
                .setVariable("recordingId", simple("${variable.live.recordingId}"))
                .to("direct:open-live-upload")
                .to("direct:send-parts");
    }

    private void feedKnown(Exchange exchange) throws IOException {
        LiveRecording live = exchange.getVariable("live", LiveRecording.class);
        exchange.setVariable("fedKnown", joins().feedKnown(live.recordingId()));
    }

    private void openUpload() {
        from("direct:open-live-upload")
                .routeId("open-live-upload")
                .routeDescription(
                        "In: variable recordingId. Out: variable upload. Effect: the name of the object is reserved, its"
                                + " multipart upload is in the database, and the live join knows which parts the store has.")
                .to(SQL + "load-live-upload.sql" + STORE_ROWS + "UploadRow")
                .choice()
                // begun at the interval before, before a restart, or by another instance
                .when(simple("${body.size} > 0"))
                .setVariable("upload", method("multipartUploads", "resume(${variable.recordingId}, ${body})"))
                .bean("liveJoins", "know(${variable.recordingId}, ${variable.upload.parts})")
                .otherwise()
                .to("direct:reserve-object-name")
                .setVariable("upload", method("multipartUploads", "begin(${body}, ${variable.recordingId})"))
                .to(SQL + "begin-live-upload.sql" + ONE)
                .bean("multipartUploads", "claimed(${variable.upload}, ${body})");
    }

    private void sendParts() {
        from("direct:send-parts")
                .routeId("send-parts")
                .routeDescription(
                        "In: variable upload. Effect: each part that is finished is in the store, several at once, and its"
                                + " checksum in the database.")
                .split(method("liveJoins", "unsent(${variable.upload.recordingId})"))
                .parallelProcessing()
                .synchronous()
                .setVariable("part", simple("${body.withMd5}"))
                // else it went up before a restart
                .filter(method("liveJoins", "recognise(${variable.upload.recordingId}, ${variable.part})")
                        .isEqualTo(false))
                .setVariable("etag", method("multipartUploads", "put(${variable.upload}, ${variable.part})"))
                .to(SQL + "keep-part.sql")
                .id("keep-part")
                .process(exchange -> joins().sent(
                                upload(exchange).recordingId(),
                                exchange.getVariable("part", FilePart.class),
                                exchange.getVariable("etag", String.class)));
    }

    private void finishLiveJoin() {
        from("direct:finish-live-join")
                .routeId("finish-live-join")
                .routeDescription(
                        "In: variable finish, planned. Effect: the MP4 is complete in the bucket under its reserved name and has"
                                + " passed its audit; only its last segments, its index and its first 15 MiB were still to be done.")
                .process(this::end)
                .setVariable("recordingId", simple("${variable.finish.recordingId}"))
                .setVariable("uploadBegan", method(System.class, "nanoTime"))
                .to("direct:reserve-object-name")
                .process(this::lookForObject)
                .choice()
                .when(simple("${variable.finish.etag} == null"))
                .to("direct:open-live-upload")
                // the last parts are no object yet, so they need not wait for the audit
                .multicast()
                .parallelProcessing()
                .synchronous()
                .stopOnException()
                .to("direct:send-parts", "direct:audit-recording")
                .end()
                .to("direct:note-attempt")
                .process(this::complete)
                .to("direct:judge-object")
                .endChoice()
                // an earlier attempt has completed it and nobody heard of that
                .otherwise()
                .to("direct:audit-recording")
                .process(exchange -> events().upload(
                                finish(exchange).recordingId(),
                                finish(exchange).objectName(),
                                finish(exchange).audit().size(),
                                exchange.getVariable("uploadBegan", Long.class)))
                .end();
    }

    private void end(Exchange exchange) throws InterruptedException {
        Finish finish = finish(exchange);
        long began = System.nanoTime();
        joins().finish(finish.recordingId(), finish.join());
        events().run(finish.recordingId(), "ffmpeg.join", "joined while it was live, the rest at its end", began, null);
    }

    private void lookForObject(Exchange exchange) throws IOException {
        Finish finish = finish(exchange);
        String name = exchange.getMessage().getBody(String.class);
        finish.stored(
                name, store().stored(name, finish.recordingId(), finish.join().length()));
    }

    private void complete(Exchange exchange) throws IOException {
        Finish finish = finish(exchange);
        exchange.setVariable(
                "stored",
                store().complete(
                                upload(exchange),
                                joins().parts(finish.recordingId()),
                                finish.audit().size()));
    }

    private void fallBack() {
        from("direct:fall-back")
                .routeId("fall-back")
                .routeDescription(
                        "In: a Fallback. Out: the reason that counts, which is the first one; nothing when another instance"
                                + " took the recording over. Effect: the recording will be joined at the end; its live join is ended, what it"
                                + " had uploaded is aborted.")
                .setVariable("streamKey", simple("${body.streamKey}"))
                .setVariable("recordingId", simple("${body.recordingId}"))
                .process(exchange -> joins().discard(exchange.getMessage().getBody(Fallback.class)))
                .to(SQL + "fall-back.sql" + ONE)
                .id("fall-back-row")
                .filter(body().isNotNull())
                .log(
                        LoggingLevel.WARN,
                        "recording.live",
                        "Joined at the end instead: recording=${variable.recordingId} stream_key=${variable.streamKey}"
                                + " reason=${body}")
                .bean("recordingEvents", "of(${variable.recordingId}, 'live-join.given-up', ${body})")
                .setVariable("fallback", body())
                .to("direct:abort-abandoned-uploads")
                .setBody(variable("fallback"));
    }

    private void giveUp() {
        from("direct:give-up-live-join")
                .routeId("give-up-live-join")
                .routeDescription(
                        "In: variable live, a recording whose live join failed, and the exception. Effect: as fall-back.")
                .process(this::because)
                .doTry()
                .to("direct:fall-back")
                .doCatch(Exception.class)
                .log(LoggingLevel.DEBUG, "recording.failure", "The upload is aborted later: ${exception.message}")
                .end();
    }

    private void because(Exchange exchange) {
        LiveRecording live = exchange.getVariable("live", LiveRecording.class);
        exchange.getMessage().setBody(new Fallback(live.recordingId(), live.streamKey(), reason(exchange)));
    }

    private void watch() {
        from("timer:watch-live-joins?period={{recorder.monitor.interval}}")
                .routeId("watch-live-joins")
                .routeDescription(
                        "In: the timer. Effect: live joins of recordings that another instance took over are ended, and uploads"
                                + " that nobody will complete are aborted.")
                .errorHandler(defaultErrorHandler())
                .routeConfigurationId("cannot-now")
                .setBody(method("liveJoins", "ids"))
                .to(SQL + "lost-live-joins.sql" + "?" + ROWS + "LostLiveJoin")
                .split(body())
                .bean("liveJoins", "forget(${body.recordingId})")
                .end()
                .to("direct:abort-abandoned-uploads");
    }

    private void abortAbandoned() {
        from("direct:abort-abandoned-uploads")
                .routeId("abort-abandoned-uploads")
                .routeDescription("In: nothing. Effect: multipart uploads that nobody will complete are aborted.")
                .to(SQL + "abandoned-uploads.sql" + STORE_ROWS + "AbandonedUpload")
                .split(body())
                .bean("multipartUploads", "abort(${body})")
                .to(SQL + "forget-upload.sql");
    }

    private static MultipartUploads.Upload upload(Exchange exchange) {
        return exchange.getVariable("upload", MultipartUploads.Upload.class);
    }

    private LiveJoins joins() {
        return lookup(LiveJoins.class, "liveJoins");
    }

    private RecordingStore store() {
        return lookup(RecordingStore.class, "recordingStore");
    }
}
