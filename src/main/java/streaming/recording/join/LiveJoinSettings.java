package streaming.recording.join;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import streaming.recording.config.Settings;

/**
 * How recordings are joined while their streams are live.
 *
 * @param most recordings at once
 * @param gapWait for a segment that is missing in the numbering, or damaged
 * @param patience how long ffmpeg may accept nothing before it counts as hanging
 */
public record LiveJoinSettings(String command, int most, Duration gapWait, Duration patience) {

    /** An ffmpeg takes less than 100 MB and 10 MB more for each recorded hour. */
    private static final long MEMORY = 200_000_000;

    public static LiveJoinSettings from(Settings settings) {
        String most = settings.form("recorder.live.joins", "auto|[0-9]{1,4}", "auto or a whole number expected");
        return new LiveJoinSettings(
                settings.text("recorder.ffmpeg.join-live"),
                most.equals("auto") ? thatFit() : Integer.parseInt(most),
                settings.duration("recorder.live.wait"),
                settings.duration("recorder.live.patience"));
    }

    /** In half of the memory, and no more than 100. */
    private static int thatFit() {
        long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return (int) Math.min(100, memory / 2 / MEMORY);
    }
}
