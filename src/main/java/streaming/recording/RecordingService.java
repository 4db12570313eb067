package streaming.recording;

import java.util.List;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import streaming.recording.lease.Instance;
import streaming.recording.routes.ApiRoutes;
import streaming.recording.routes.CaptureRoutes;
import streaming.recording.routes.FailedFinishRoutes;
import streaming.recording.routes.FinishRoutes;
import streaming.recording.routes.HintRoutes;
import streaming.recording.routes.HolderRoutes;
import streaming.recording.routes.InstanceRoutes;
import streaming.recording.routes.JoinRoutes;
import streaming.recording.routes.LedgerRoutes;
import streaming.recording.routes.LiveJoinRoutes;
import streaming.recording.routes.OutboxRoutes;
import streaming.recording.routes.PosterRoutes;
import streaming.recording.routes.QueueRoutes;
import streaming.recording.routes.StartRoutes;
import streaming.recording.routes.UpkeepRoutes;
import streaming.recording.routes.UploadRoutes;

/**
 * The Recording Service: a Camel application whose routes are in {@code routes/} and whose settings are in
 * {@code application.properties}, both in the folder that it is started from.
 */
public final class RecordingService {

    private RecordingService() {}

    /** Runs until SIGTERM. Exit status: 1 when it could not start, 2 when a setting is wrong. */
    public static void main(String[] args) throws Exception {
        System.exit(application().run(args));
    }

    /**
     * The service, not yet started; settings may be overridden by the names that they have in application.properties.
     */
    public static Main application() {
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("file:application.properties");
        routes().forEach(main.configure()::addRoutesBuilder);
        main.addOverrideProperty("recorder.instance", Instance.NAME);
        main.addMainListener(new Lifecycle());
        return main;
    }

    private static List<RoutesBuilder> routes() {
        return List.of(
                new StartRoutes(),
                new QueueRoutes(),
                new ApiRoutes(),
                new HolderRoutes(),
                new CaptureRoutes(),
                new LedgerRoutes(),
                new HintRoutes(),
                new InstanceRoutes(),
                new FinishRoutes(),
                new JoinRoutes(),
                new LiveJoinRoutes(),
                new UploadRoutes(),
                new PosterRoutes(),
                new FailedFinishRoutes(),
                new OutboxRoutes(),
                new UpkeepRoutes());
    }
}
