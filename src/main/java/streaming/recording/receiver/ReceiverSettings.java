package streaming.recording.receiver;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import streaming.recording.config.Settings;

/**
 * Who is told of a recording that is over.
 *
 * @param streamService is told
 * @param tellInDoubt the Stream Service of a success, although the recording is in doubt
 * @param urls of anyone else
 * @param signature of the messages to those
 * @param delay after a hand-over that did not get through; twice as long each time
 */
public record ReceiverSettings(
        boolean streamService, boolean tellInDoubt, List<String> urls, MessageSignature signature, Duration delay) {

    private static final String URL = "https?://[^\\s/?#,]+[^\\s#,]*";

    public static ReceiverSettings from(Settings settings) {
        return new ReceiverSettings(
                settings.on("recorder.stream-service.notify"),
                settings.form("recorder.doubt", "keep|deliver", "keep or deliver expected")
                        .equals("deliver"),
                settings.parsedSecret("recorder.notify.urls", ReceiverSettings::urls),
                settings.parsedSecret("recorder.notify.secret", ReceiverSettings::signature),
                settings.period("recorder.hand-over.delay"));
    }

    private static List<String> urls(String text) {
        List<String> urls = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .toList();
        if (!urls.stream().allMatch(url -> url.matches(URL))) {
            throw new IllegalArgumentException("http://host/path expected, several separated by commas");
        }
        return urls;
    }

    private static MessageSignature signature(String secret) {
        try {
            return new MessageSignature(Clock.systemUTC(), secret);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("whsec_ and Base64 expected", e);
        }
    }
}
