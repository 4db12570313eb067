package streaming.recording.receiver;

import java.time.Duration;
import streaming.recording.config.Forms;
import streaming.recording.config.Secret;
import streaming.recording.config.Settings;

/**
 * The VOD Service, which imports completed recordings as videos.
 *
 * @param on it is asked to
 * @param url empty: there is none, whatever {@code on} says
 * @param path of the import, below the URL
 * @param token for {@code Authorization: Bearer}
 * @param internalKey for {@code X-Internal-API-Key}
 * @param userId for {@code X-User-ID}; empty: the user of the stream
 * @param title with {@code {title}}, {@code {stream_key}} and {@code {date}}
 * @param description the same
 * @param timeout of one import, which copies the file
 */
public record VodSettings(
        boolean on,
        String url,
        String path,
        Secret token,
        Secret internalKey,
        String userId,
        String title,
        String description,
        String category,
        String visibility,
        Duration timeout) {

    public static VodSettings from(Settings settings) {
        return new VodSettings(
                settings.on("recorder.vod.import"),
                settings.form("recorder.vod-service.url", Forms.SERVICE_URL_OR_NONE, "http://host:port expected"),
                settings.form("recorder.vod.path", "/[A-Za-z0-9/._~-]*", "a path that begins with / expected"),
                settings.secret("recorder.vod.token"),
                settings.secret("recorder.vod.internal-key"),
                settings.form("recorder.vod.user-id", "[A-Za-z0-9-]*", "an id expected"),
                settings.text("recorder.vod.title"),
                settings.text("recorder.vod.description"),
                settings.text("recorder.vod.category"),
                settings.form("recorder.vod.visibility", "[a-z]+", "public, unlisted or private expected"),
                settings.longerThanZero("recorder.vod.timeout", settings.milliseconds("recorder.vod.timeout")));
    }
}
