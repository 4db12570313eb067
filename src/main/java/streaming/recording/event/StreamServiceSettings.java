package streaming.recording.event;

import java.time.Duration;
import streaming.recording.config.Forms;
import streaming.recording.config.Settings;

/**
 * When a recording ends.
 *
 * @param url of the Stream Service, which is asked for the live streams; empty: there is none
 * @param staleAfter no new segment for so long, and the stream is not listed as live: ended
 * @param silentAfter no new segment for so long: ended, whatever the Stream Service says
 * @param reconnectWindow a stream that comes back within this time goes on in the same recording
 */
public record StreamServiceSettings(String url, Duration staleAfter, Duration silentAfter, Duration reconnectWindow) {

    public static StreamServiceSettings from(Settings settings) {
        return new StreamServiceSettings(
                settings.form("recorder.stream-service.url", Forms.SERVICE_URL_OR_NONE, "http://host:port expected"),
                settings.duration("recorder.stale.after"),
                settings.period("recorder.silent.after"),
                settings.duration("recorder.reconnect.window"));
    }
}
