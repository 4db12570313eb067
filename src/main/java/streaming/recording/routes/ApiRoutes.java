package streaming.recording.routes;

import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import streaming.recording.api.DeletedFiles;
import streaming.recording.api.DeletedRecording;
import streaming.recording.api.Deletion;
import streaming.recording.api.FoundReport;
import streaming.recording.database.Cursor;
import streaming.recording.hls.LivePlaylist;
import streaming.recording.hls.PlaylistSegment;
import streaming.recording.hls.WatchedRecording;
import streaming.recording.http.ErrorAnswer;
import streaming.recording.http.PageFiles.PageFile;
import streaming.recording.http.Places;
import streaming.recording.http.TextAnswer;
import streaming.recording.segment.FailedRecording;

/** The machinery behind routes/api: how answers are made, and the deletion of a recording. */
public final class ApiRoutes extends RouteBuilder {

    private static final String RECORDING_NOT_FOUND = "{\"error\":\"Recording not found\"}";
    private static final String DATABASE_AWAY =
            "{\"status\":\"unhealthy\",\"service\":\"recording-service\",\"reason\":\"PostgreSQL cannot be used\"}";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        answers();
        health();
        files();
        live();
        rebuild();
        deletions();
        events();
    }

    private void answers() {
        from("direct:answer-recording")
                .routeId("answer-recording")
                .description("In: JSON of a recording, or null. Out: the same as the answer, or 404. Effect: none.")
                .filter(body().isNull())
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(404))
                .setBody(constant(RECORDING_NOT_FOUND))
                .end()
                .to("direct:answer-json");

        from("direct:answer-json")
                .routeId("answer-json")
                .description("In: JSON, or a stream of it. Out: the same, with the media type of JSON; by gzip, or 304,"
                        + " where the client accepts that. Effect: none.")
                .noStreamCaching()
                .process(Places::send)
                .process(TextAnswer::text)
                .setHeader(Exchange.CONTENT_TYPE, constant("application/json"));

        from("direct:answer-error")
                .routeId("answer-error")
                .description("In: an exception. Out: its status and {\"error\":\"...\"}. Effect: none.")
                .setBody(exchange -> ErrorAnswer.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)))
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, simple("${body.status}"))
                .filter(simple("${body.temporary}"))
                .setHeader("Retry-After", constant("5"))
                .end()
                .setBody(simple("${body.json}"))
                .to("direct:answer-json");
    }

    private void health() {
        from("direct:get-health")
                .routeId("get-health")
                .description("In: nothing. Out: 200 healthy, or degraded with a reason; 503 when a webhook could not be"
                        + " made durable, which is when PostgreSQL does not answer. Effect: none.")
                .routeConfigurationId("api-failure")
                .errorHandler(defaultErrorHandler())
                .removeHeaders("*")
                .doTry()
                .to("sql:classpath:sql/api/database-answers.sql")
                .setBody(method("health", "answer"))
                .doCatch(Exception.class)
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(503))
                .setBody(constant(DATABASE_AWAY))
                .end()
                .to("direct:answer-json");
    }

    private void files() {
        from("direct:get-openapi")
                .routeId("get-openapi")
                .description("In: nothing. Out: the contract itself. Effect: none.")
                .routeConfigurationId("api-failure")
                .errorHandler(defaultErrorHandler())
                .removeHeaders("*")
                .setBody(constant("resource:classpath:openapi.yaml"))
                .process(TextAnswer::text)
                .setHeader(Exchange.CONTENT_TYPE, constant("application/yaml"));

        from("direct:answer-file")
                .routeId("answer-file")
                .description(
                        "In: headers file, version (if any) and If-None-Match. Out: that file, or 304 when the browser has it. It may"
                                + " run, load and ask nothing from elsewhere, but for the recordings from their store."
                                + " Effect: none.")
                .setBody(method("pageFiles", "get(${header.file})"))
                // not in Simple, which takes the quotes of an ETag for its own
                .process(exchange -> exchange.setVariable(
                        "known",
                        exchange.getMessage()
                                .getBody(PageFile.class)
                                .isKnownTo(exchange.getMessage().getHeader("If-None-Match", String.class))))
                .setVariable("caching", method("pageFiles", "caching(${header.version})"))
                .removeHeaders("*")
                .setHeader(Exchange.CONTENT_TYPE, simple("${body.mediaType}"))
                .setHeader("ETag", simple("${body.etag}"))
                .setHeader("Cache-Control", variable("caching"))
                .setHeader("Content-Security-Policy", method("pageFiles", "policy"))
                .setHeader("X-Content-Type-Options", constant("nosniff"))
                .setHeader("Referrer-Policy", constant("no-referrer"))
                .choice()
                .when(simple("${variable.known}"))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(304))
                .setBody(constant(""))
                .otherwise()
                .process(exchange -> TextAnswer.file(
                        exchange.getMessage(), exchange.getMessage().getBody(PageFile.class)));

        from("direct:get-versioned-page-file")
                .routeId("get-versioned-page-file")
                .description("In: path parameters version and file. Out: that file, kept by the browser while the"
                        + " version is the current one; or 404. Effect: none.")
                .routeConfigurationId("api-failure")
                .errorHandler(defaultErrorHandler())
                .to("direct:answer-file");
    }

    private void live() {
        from("direct:answer-report")
                .routeId("answer-report")
                .description("In: a FoundReport, or null. Out: its JSON; that of a live recording is made here; or 404."
                        + " Effect: none.")
                .choice()
                .when(simple("${body?.live}"))
                .setVariable("found", body())
                .setBody(method("liveReport", "of(${body.recordingId})"))
                .setBody(exchange -> exchange.getVariable("found", FoundReport.class)
                        .answerWith(exchange.getMessage().getBody(String.class)))
                .otherwise()
                .setBody(simple("${body?.answer}"))
                .end()
                .to("direct:answer-recording");

        from("direct:answer-playlist")
                .routeId("answer-playlist")
                .description(
                        "In: a WatchedRecording, or null. Out: its playlist, or 404. Effect: this viewer is noted.")
                .noStreamCaching()
                .setVariable("recording", body())
                .process(this::playlist)
                .bean("viewers", "saw(${variable.recording.recordingId})")
                .setHeader(Exchange.CONTENT_TYPE, constant("application/vnd.apple.mpegurl"))
                .setHeader("Cache-Control", constant("no-store"));

        from("direct:answer-segment")
                .routeId("answer-segment")
                .description("In: a stream of MPEG-TS. Out: the same, which a browser may keep: another version of the"
                        + " segment has another name. Effect: none.")
                .noStreamCaching()
                .process(Places::send)
                .setHeader(Exchange.CONTENT_TYPE, constant("video/mp2t"))
                .setHeader("Cache-Control", constant("private, max-age=3600, immutable"));
    }

    private void playlist(Exchange exchange) throws IOException {
        WatchedRecording recording = exchange.getMessage().getBody(WatchedRecording.class);
        Cursor<PlaylistSegment> segments =
                getContext().getRegistry().lookupByNameAndType("playlistSegments", Cursor.class);
        exchange.getMessage()
                .setBody(getContext()
                        .getRegistry()
                        .lookupByNameAndType("livePlaylist", LivePlaylist.class)
                        .of(
                                recording,
                                (since, rows) -> segments.read(
                                        Map.of("recordingId", recording.recordingId(), "since", since), rows)));
        Places.send(exchange);
    }

    private void rebuild() {
        from("direct:check-admin-token")
                .routeId("check-admin-token")
                .description("In: nothing. Out: 200; without the token nobody comes here. Effect: none.")
                .routeConfigurationId("api-failure")
                .errorHandler(defaultErrorHandler())
                .removeHeaders("*")
                .setBody(constant("{\"message\":\"Token accepted\"}"))
                .to("direct:answer-json");

        from("direct:find-failed-recording")
                .routeId("find-failed-recording")
                .description("In: the id of a recording. Out: the same; or 404, or 409 when it cannot be rebuilt, as"
                        + " when its segments are neither here nor in the bucket any more. Effect: none.")
                .setVariable("id", body())
                .to(row("sql/api/failed-recording.sql", FailedRecording.class))
                .bean("segmentSources", "require(${body})")
                .setBody(variable("id"));
    }

    private void deletions() {
        from("timer:deletions?period={{recorder.upkeep.interval}}")
                .routeId("watch-deletions")
                .description("In: nothing. Out: nothing. Effect: deletions that a crash or a store that was away"
                        + " interrupted are carried on.")
                .routeConfigurationId("cannot-now")
                .errorHandler(defaultErrorHandler())
                .to(rows("sql/api/deletions-begun.sql", Deletion.class))
                .split(body())
                .to("direct:erase-recording");

        from("direct:erase-recording")
                .routeId("erase-recording")
                .description("In: a Deletion. Out: what was deleted; null when the recording is not over, or is none."
                        + " Effect: no object of it, then no files, then no row, so that after a crash in between it is"
                        + " done again.")
                .setVariable("deletion", body())
                .to(row("sql/api/begin-deletion.sql", DeletedFiles.class))
                .id("begin-deletion")
                .filter(body().isNotNull())
                .setVariable("files", body())
                // the id of an upload goes with the row
                .to("direct:abort-abandoned-uploads")
                .bean("recordingStore", "delete(${variable.files.objectName}, ${variable.files.recordingId})")
                .bean("recordingStore", "delete(${variable.files.posterName}, ${variable.files.recordingId})")
                .bean("segmentFiles", "delete(${variable.files.folder})")
                .to(row("sql/api/delete-recording.sql", DeletedRecording.class))
                .id("delete")
                // no row when another request was faster
                .filter(body().isNotNull())
                .log(
                        LoggingLevel.INFO,
                        "recording.upkeep",
                        "Recording deleted: ${body.filePath} recording=${body.recordingId}"
                                + " stream_key=${body.streamKey}")
                .to("direct:wake-hand-overs");
    }

    private void events() {
        from("direct:note-event")
                .routeId("note-event")
                .description(
                        "In: a RecordingEvent. Effect: it is kept, for what leaves no other trace; a change of state notes"
                                + " its event in its own statement.")
                .to("sql:classpath:sql/api/note-event.sql");
    }

    private static String rows(String statement, Class<? extends Record> type) {
        return "sql:classpath:" + statement + "?outputClass=" + type.getName();
    }

    private static String row(String statement, Class<? extends Record> type) {
        return rows(statement, type) + "&outputType=SelectOne";
    }
}
