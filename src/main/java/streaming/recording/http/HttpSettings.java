package streaming.recording.http;

import java.time.Duration;
import streaming.recording.config.Secret;
import streaming.recording.config.Settings;

/**
 * The two ports that are listened on.
 *
 * @param requestTime that a client may take to send a request
 * @param keepAlive how long a connection stays open between two requests
 * @param answerTime from the end of a request until its answer must have been read
 * @param publicHosts names that the service is reached by
 * @param adminToken empty: the operations that change or delete recordings do not exist
 * @param viewToken empty: everybody may read, unless a gateway has to say who does
 * @param proxyViewers whom a gateway lets read
 */
public record HttpSettings(
        int port,
        String managementHost,
        int managementPort,
        Duration requestTime,
        Duration keepAlive,
        Duration answerTime,
        PublicHosts publicHosts,
        Secret adminToken,
        Secret viewToken,
        ProxyViewers proxyViewers) {

    /** What can be guessed is none. */
    private static final int SHORTEST_TOKEN = 16;

    public static HttpSettings from(Settings settings) {
        if (settings.bool("recorder.http.hide-keys")
                && settings.text("recorder.recordings.object-name").contains("{stream_key}")) {
            throw settings.wrong("recorder.http.hide-keys", "OBJECT_NAME without {stream_key} expected then");
        }
        return new HttpSettings(
                settings.port("recorder.http.port"),
                settings.form("recorder.management.host", "[A-Za-z0-9.:-]+", "an address of this machine expected"),
                settings.port("recorder.management.port"),
                settings.period("recorder.http.request-time"),
                settings.period("recorder.http.keep-alive"),
                settings.period("recorder.http.answer-time"),
                settings.parsed("recorder.http.hosts", PublicHosts::new),
                token(settings, "recorder.admin.token"),
                token(settings, "recorder.view.token"),
                new ProxyViewers(
                        settings.form("recorder.view.header", "[A-Za-z0-9-]*", "the name of a header expected"),
                        settings.parsed("recorder.view.proxies", ProxyViewers::ranges)));
    }

    private static Secret token(Settings settings, String property) {
        String token = settings.text(property);
        if (!token.matches("[\\x21-\\x7e]*")) {
            throw settings.wrongSecret(property, "letters, digits and signs without spaces expected");
        }
        if (!token.isEmpty() && token.length() < SHORTEST_TOKEN) {
            throw settings.wrongSecret(property, SHORTEST_TOKEN + " characters or more expected");
        }
        return settings.secret(property);
    }
}
