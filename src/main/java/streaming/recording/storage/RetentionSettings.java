package streaming.recording.storage;

import java.time.Duration;
import streaming.recording.config.Settings;

/**
 * How long things are kept.
 *
 * @param completed recordings, unless they are videos; zero: for ever
 * @param dryRun only say what would be deleted
 * @param damaged segments of a completed recording, in its work folder
 * @param failed the work folder of a failed recording, from which it can be rebuilt
 * @param events and hand-overs that were made; zero: for ever
 */
public record RetentionSettings(
        Duration completed, boolean dryRun, Duration damaged, Duration failed, Duration events) {

    public static RetentionSettings from(Settings settings) {
        return new RetentionSettings(
                settings.duration("recorder.retention.time"),
                settings.bool("recorder.retention.dry-run"),
                settings.duration("recorder.keep.damaged"),
                settings.duration("recorder.keep.failed"),
                settings.duration("recorder.keep.events"));
    }
}
