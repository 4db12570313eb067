package streaming.recording;

import org.apache.camel.main.Main;
import streaming.recording.lease.Instance;
import streaming.recording.routes.ApiRoutes;
import streaming.recording.routes.CaptureRoutes;
import streaming.recording.routes.FinishRoutes;
import streaming.recording.routes.LiveJoinRoutes;
import streaming.recording.routes.OutboxRoutes;
import streaming.recording.routes.PosterRoutes;
import streaming.recording.routes.StartRoutes;
import streaming.recording.routes.UpkeepRoutes;

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
        main.configure().addRoutesBuilder(new StartRoutes());
        main.configure().addRoutesBuilder(new ApiRoutes());
        main.configure().addRoutesBuilder(new CaptureRoutes());
        main.configure().addRoutesBuilder(new FinishRoutes());
        main.configure().addRoutesBuilder(new LiveJoinRoutes());
        main.configure().addRoutesBuilder(new PosterRoutes());
        main.configure().addRoutesBuilder(new OutboxRoutes());
        main.configure().addRoutesBuilder(new UpkeepRoutes());
        main.addOverrideProperty("recorder.instance", Instance.NAME);
        main.addMainListener(new Lifecycle());
        return main;
    }
}
