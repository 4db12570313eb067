package streaming.recording.http;

import java.time.Duration;
import streaming.recording.config.Secret;
import streaming.recording.config.Settings;

/**
 * The two ports that are listened on.
 *
 * @param requestTime that a client may take to send a request
 * @param keepAlive how long a connection stays open between two requests
 * @param adminToken empty: the operations that change or delete recordings do not exist
 */
public record HttpSettings(
        int port,
        String managementHost,
        int managementPort,
        Duration requestTime,
        Duration keepAlive,
        Secret adminToken) {

    public static HttpSettings from(Settings settings) {
        if (!settings.text("recorder.admin.token").matches("[\\x21-\\x7e]*")) {
            throw settings.wrongSecret("recorder.admin.token", "letters, digits and signs without spaces expected");
        }
        return new HttpSettings(
                settings.port("recorder.http.port"),
                settings.form("recorder.management.host", "[A-Za-z0-9.:-]+", "an address of this machine expected"),
                settings.port("recorder.management.port"),
                settings.period("recorder.http.request-time"),
                settings.period("recorder.http.keep-alive"),
                settings.secret("recorder.admin.token"));
    }
}
