package streaming.recording.lease;

import java.time.Duration;
import streaming.recording.config.Settings;

/**
 * How long an instance keeps its work from the others.
 *
 * @param time without a renewal, after which another instance takes over
 * @param renewal between two renewals
 */
public record LeaseSettings(Duration time, Duration renewal) {

    public static LeaseSettings from(Settings settings) {
        return new LeaseSettings(settings.period("recorder.lease.time"), settings.period("recorder.lease.renewal"));
    }
}
