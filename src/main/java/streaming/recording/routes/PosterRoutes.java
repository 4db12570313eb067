package streaming.recording.routes;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import streaming.recording.event.RecordingEvents;
import streaming.recording.storage.PosterJob;
import streaming.recording.storage.Posters;

/** Who asks for a picture and where it goes. That there is none is no reason to fail: it is logged. */
public final class PosterRoutes extends RouteBuilder {

    private static final String SQL = "sql:classpath:sql/finish/";
    private static final String ONE = "?outputType=SelectOne";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        make();
        upload();
        answerLive();
        makeLive();
    }

    private void make() {
        from("direct:make-poster")
                .routeId("make-poster")
                .routeDescription(
                        "In: a PosterJob. Out: the same. Effect: poster.jpg is in the work folder, if there is video.")
                .setVariable("poster", body())
                .doTry()
                .to(SQL + "middle-segment.sql" + ONE)
                .filter(body().isNotNull())
                .setBody(method("posters", "picture(${variable.poster}, ${body})"))
                .setVariable("began", method(System.class, "nanoTime"))
                .to("direct:take-picture")
                .process(this::keep)
                .end()
                .endDoTry()
                .doCatch(Exception.class)
                .setVariable("reason", method("reasons", "of(${exception})"))
                .log(
                        LoggingLevel.WARN,
                        "recording.finalize",
                        "No poster: recording=${variable.poster.recordingId} reason=${variable.reason}")
                .end()
                .setBody(variable("poster"));
    }

    private void keep(Exchange exchange) throws IOException {
        PosterJob job = exchange.getVariable("poster", PosterJob.class);
        posters().keep(job, exchange.getMessage().getBody(byte[].class));
        getContext()
                .getRegistry()
                .lookupByNameAndType("recordingEvents", RecordingEvents.class)
                .run(
                        job.recordingId(),
                        "ffmpeg.poster",
                        "the stream has ended",
                        exchange.getVariable("began", Long.class),
                        null);
    }

    private void upload() {
        from("direct:upload-poster")
                .routeId("upload-poster")
                .routeDescription(
                        "In: a PosterJob. Out: the poster's name in the bucket, or nothing. Effect: it is beside the MP4.")
                .setVariable("poster", body())
                .doTry()
                .setBody(method("posters", "upload(${body})"))
                .doCatch(Exception.class)
                .log(
                        LoggingLevel.WARN,
                        "recording.finalize",
                        "The poster is not in the bucket: recording=${variable.poster.recordingId}"
                                + " reason=${exception.message}")
                .setBody(simple("${null}"))
                .end();
    }

    private void answerLive() {
        from("direct:answer-live-poster")
                .routeId("answer-live-poster")
                .routeDescription(
                        "In: a PosterJob, variables holder (another instance that has the recording, or null) and forwarded. Out: a"
                                + " JPEG of what was captured last; 204 when there is none yet. Effect: it is made again when it"
                                + " is older than a minute.")
                .choice()
                .when(simple("${variable.holder} != null && ${variable.forwarded} == false"))
                .setVariable("path", simple("/recording/${body.recordingId}/poster"))
                .to("direct:ask-holder")
                .otherwise()
                .to("direct:make-live-poster")
                .removeHeaders("*")
                .setBody(method("posters", "live(${body})"))
                .end()
                .choice()
                .when(body().isNull())
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(204))
                .setHeader("Cache-Control", constant("no-store"))
                .otherwise()
                .setHeader(Exchange.CONTENT_TYPE, constant("image/jpeg"))
                .setHeader("Cache-Control", constant("private, max-age=60"));
    }

    private void makeLive() {
        from("direct:make-live-poster")
                .routeId("make-live-poster")
                .routeDescription(
                        "In: a PosterJob. Out: the same. Effect: live.jpg in the work folder is younger than a minute, if there is"
                                + " video and it is this request's turn; if it cannot be made, that is tried again a minute later.")
                .setVariable("poster", body())
                .filter(method("posters", "isDue(${body})"))
                .to(SQL + "newest-video-segment.sql" + ONE)
                .setBody(method("posters", "begin(${variable.poster}, ${body})"))
                .filter(body().isNotNull())
                .doTry()
                .to("direct:take-picture")
                .bean("posters", "keepLive(${variable.poster}, ${body})")
                .doCatch(Exception.class)
                .setVariable("reason", method("reasons", "of(${exception})"))
                .log(
                        LoggingLevel.WARN,
                        "recording.api",
                        "No poster: recording=${variable.poster.recordingId} reason=${variable.reason}")
                .doFinally()
                .process(exchange -> posters().end())
                .end()
                .end()
                .end()
                .setBody(variable("poster"));
    }

    private Posters posters() {
        return getContext().getRegistry().lookupByNameAndType("posters", Posters.class);
    }
}
