package streaming.recording.routes;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecException;
import streaming.recording.failure.CannotEver;
import streaming.recording.failure.CannotNow;
import streaming.recording.join.AuditFailed;
import streaming.recording.join.Fallback;
import streaming.recording.join.Finish;
import streaming.recording.join.Joiner;
import streaming.recording.join.Ledger;
import streaming.recording.join.LiveJoins;

/** The machinery behind routes/finish/join: the live join or the ladder of joins at the end, and when which. */
public final class JoinRoutes extends FinishBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        makeMp4();
        joinAtEnd();
        run();
        audit();
        auditLeft();
    }

    private void makeMp4() {
        from("direct:make-mp4")
                .routeId("make-mp4")
                .routeDescription(
                        "In: variable finish, settled. Effect: the MP4 is joined and has passed its audit; it is in the bucket"
                                + " already when the live join succeeded.")
                .doTry()
                .process(this::plan)
                .doCatch(CannotEver.class)
                .to("direct:keep-earlier-mp4")
                .end()
                .filter(simple("${variable.finish.etag} == null"))
                .log(
                        LoggingLevel.INFO,
                        "recording.finalize",
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
                .to("direct:run-join")
                .to("direct:audit-recording")
                .doCatch(AuditFailed.class, ExecException.class)
                .setVariable("refused", exchangeProperty(Exchange.EXCEPTION_CAUGHT))
                .to("direct:audit-left")
                .setProperty(Exchange.EXCEPTION_CAUGHT, variable("refused"))
                .process(this::climb)
                .end()
                .end();
    }

    private void auditLeft() {
        from("direct:audit-left")
                .routeId("audit-left")
                .routeDescription(
                        "In: variables finish, joined, and refused, the failure. Effect: when ffmpeg failed and"
                                + " left an MP4 that can be played, the join knows what it holds.")
                .filter(exchange -> exchange.getVariable("refused") instanceof ExecException
                        && finish(exchange).join().hasOutput())
                .doTry()
                .to("direct:probe-mp4")
                .bean("audit", "look(${variable.finish}, ${body})")
                .doCatch(AuditFailed.class, ExecException.class)
                .log(LoggingLevel.DEBUG, "recording.finalize", "what ffmpeg left is no MP4: ${exception.message}")
                .end()
                .setBody(constant(""));
    }

    private void run() {
        from("direct:run-join")
                .routeId("run-join")
                .routeDescription(
                        "In: variable finish, planned. Out: nothing. Effect: as join-segments, and an event with"
                                + " ffmpeg's exit status.")
                .streamCache("false")
                .setVariable("began", method(System.class, "nanoTime"))
                .doTry()
                .to("direct:join-segments")
                .doFinally()
                .bean(
                        "recordingEvents",
                        "run(${variable.finish.recordingId}, 'ffmpeg.join', ${variable.finish.join.rung}, ${variable.began},"
                                + " ${exception})")
                .end()
                .setBody(constant(""));
    }

    private void audit() {
        from("direct:audit-recording")
                .routeId("audit-recording")
                .routeDescription(
                        "In: variable finish, joined. Effect: it has the figures of the MP4, and an event says so. An"
                                + " MP4 that does not hold exactly what was joined goes no further, whatever ffmpeg's exit status was.")
                .setVariable("began", method(System.class, "nanoTime"))
                .to("direct:probe-mp4")
                .bean(
                        "recordingEvents",
                        "run(${variable.finish.recordingId}, 'ffprobe.audit', 'ffmpeg has exited', ${variable.began}, null)")
                .bean("audit", "judge(${variable.finish}, ${body})");
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
}
