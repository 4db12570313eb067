package streaming.recording.routes;

import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import streaming.recording.join.Attempts;
import streaming.recording.join.Finish;
import streaming.recording.join.MissingSegment;
import streaming.recording.join.NotedAttempt;
import streaming.recording.storage.RecordingStore;
import streaming.recording.storage.StoredMp4;

/**
 * The MP4 comes into the bucket: what it holds is noted before, which of two counts is judged behind, then the report.
 */
public final class UploadRoutes extends FinishBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        upload();
        keepEarlier();
        report();
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

    private Attempts attempts() {
        return lookup(Attempts.class, "attempts");
    }
}
