package streaming.recording.routes;

import static org.apache.camel.LoggingLevel.INFO;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;
import streaming.recording.storage.FinishedFolder;

/** The machinery behind routes/upkeep: what is done with one work folder, and with one finding of reconcile. */
public final class UpkeepRoutes extends RouteBuilder {

    private static final String SQL = "sql:classpath:sql/upkeep/";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        reclaim();
        clean();
        repair();
        touch();
    }

    private void touch() {
        from("timer:touch-work-folders?period=12h")
                .routeId("touch-work-folders")
                .description(
                        "In: a timer. Out: nothing. Effect: hosts that delete what is old below /tmp find nothing old"
                                + " in the folders of recordings that are not over.")
                .routeConfigurationId("cannot-now")
                .errorHandler(defaultErrorHandler())
                .to(SQL + "needed-folders.sql?outputClass=streaming.recording.storage.NeededFolder")
                .split(body())
                .bean("workFolders", "touch(${body.folder})");
    }

    private void reclaim() {
        from("direct:reclaim-work-folders")
                .routeId("reclaim-work-folders")
                .description(
                        "In: nothing. Out: nothing. Effect: folders of this installation whose recording is over, as"
                                + " after another instance finished it, are known again as finished.")
                .setBody(method("workFolders", "ours"))
                .marshal()
                .json(JsonLibrary.Jackson)
                .convertBodyTo(String.class)
                .to(SQL + "reclaim-folders.sql")
                .id("reclaim-folders");
    }

    private void clean() {
        from("direct:clean-work-folder")
                .routeId("clean-work-folder")
                .description(
                        "In: a FinishedFolder. Out: nothing. Effect: a missing checksum or poster is added; then the"
                                + " folder is deleted, but for the files that are kept.")
                .setVariable("finished", body())
                // else it is on another machine, and here are the files of others
                .filter(method("workFolders", "isTaken(${body.folder})").isEqualTo(false))
                .to("direct:fill-in-checksum")
                .to("direct:fill-in-poster")
                .end()
                .to("direct:empty-work-folder");

        from("direct:fill-in-checksum")
                .routeId("fill-in-checksum")
                .description("In: variable finished. Out: nothing. Effect: the report has the checksum of the MP4.")
                // false when an earlier run got so far already
                .filter(simple("${variable.finished.unsummed} == true"))
                .setBody(method("segmentFiles", "sha256(${variable.finished.folder})"))
                // null when the MP4 is not here
                .filter(body().isNotNull())
                .to(SQL + "fill-in-checksum.sql");

        from("direct:fill-in-poster")
                .routeId("fill-in-poster")
                .description("In: variable finished. Out: nothing. Effect: the recording has its poster, if it was not"
                        + " ready when the recording was completed.")
                .setBody(exchange ->
                        exchange.getVariable("finished", FinishedFolder.class).missingPoster())
                .filter(body().isNotNull())
                .to("direct:make-poster")
                .to("direct:upload-poster")
                .setVariable("posterName", body())
                .to(SQL + "set-poster.sql");

        from("direct:empty-work-folder")
                .routeId("empty-work-folder")
                .description("In: variable finished. Out: nothing. Effect: the folder is gone, unless somebody still"
                        + " watches the recording, or damaged originals are kept in it.")
                .setVariable(
                        "watched",
                        method("viewers", "watch(${variable.finished.recordingId}, ${variable.finished.justNow})"))
                .setBody(constant(null))
                .to(SQL + "still-finished-folder.sql?outputType=SelectOne")
                .id("still-finished-folder")
                // no row when the checksum took so long that the folder is another recording's
                .filter(simple("${body} != null && ${variable.watched} == false"
                        + " && ${variable.finished.watchedElsewhere} == false"))
                .setBody(method("segmentFiles", "clean(${variable.finished.folder}, ${variable.finished.kept})"))
                .filter(body().isEqualTo(true))
                .to(SQL + "forget-folder.sql");
    }

    private void repair() {
        from("direct:repair-finding")
                .routeId("repair-finding")
                .description("In: a Finding. Out: nothing. Effect: it is repaired, if that loses nothing; the second"
                        + " time that changes nothing.")
                .filter(simple("${body.repair} != null"))
                .log(
                        INFO,
                        "recording.upkeep",
                        "Reconciled: ${body.kind} ${body.name} recording=${body.recordingId} repair=${body.repair}"
                                + " peer=${variable.peer}")
                .choice()
                .when(simple("${body.kind} == 'state-stuck'"))
                .to(SQL + "repair-state.sql")
                .when(simple("${body.kind} == 'poster-missing'"))
                .to(SQL + "forget-poster.sql")
                .otherwise()
                .to("bean:reconciliation?method=repair");
    }
}
