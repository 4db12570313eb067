package streaming.recording.health;

import java.nio.file.Path;
import streaming.recording.config.Settings;

/**
 * The disk that takes the segments of live recordings.
 *
 * @param workFolder absolute; a folder in it for each recording
 * @param warn from where on the log warns
 * @param pause from where on downloads pause
 */
public record DiskSettings(Path workFolder, DiskLimit warn, DiskLimit pause) {

    public static DiskSettings from(Settings settings) {
        return new DiskSettings(
                Path.of(settings.form("recorder.work.folder", ".*\\S.*", "a folder expected"))
                        .toAbsolutePath(),
                settings.parsed("recorder.disk.warn", DiskLimit::parse),
                settings.parsed("recorder.disk.pause", DiskLimit::parse));
    }
}
