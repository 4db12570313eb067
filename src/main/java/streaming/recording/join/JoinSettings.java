package streaming.recording.join;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import streaming.recording.config.Settings;
import streaming.recording.timeline.GapPolicy;

/**
 * How segments become an MP4.
 *
 * @param command ffmpeg's arguments for the join
 * @param soundCommand before it, when sound of several codecs becomes one track
 * @param timeout of an ffmpeg that neither takes its input nor writes
 * @param memory of each ffmpeg and ffprobe, bytes of address space at most; 0: not bounded
 * @param attempts in which every command of the ladder failed, after which the recording fails
 * @param deadline of trouble with this machine, after which it fails too
 */
public record JoinSettings(
        String ffmpeg,
        String ffprobe,
        String command,
        String soundCommand,
        Duration timeout,
        long memory,
        GapPolicy gaps,
        int attempts,
        Duration deadline) {

    private static final Pattern MEMORY = Pattern.compile("auto|0|([5-9]\\d{2}|[1-9]\\d{3,6})MB|([1-9]\\d{0,3})GB");

    public static JoinSettings from(Settings settings) {
        return new JoinSettings(
                settings.text("recorder.ffmpeg.program"),
                settings.text("recorder.ffprobe.program"),
                settings.text("recorder.ffmpeg.join"),
                settings.text("recorder.ffmpeg.join-sound"),
                settings.period("recorder.ffmpeg.timeout"),
                settings.parsed("recorder.ffmpeg.memory", JoinSettings::memory),
                settings.form("recorder.gaps", "keep|collapse", "keep or collapse expected")
                                .equals("keep")
                        ? GapPolicy.KEEP
                        : GapPolicy.COLLAPSE,
                settings.count("recorder.finalize.attempts"),
                settings.period("recorder.finalize.deadline"));
    }

    private static long memory(String text) {
        Matcher form = MEMORY.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("auto, 0, or at least 500MB such as 4GB expected");
        }
        if (form.group(1) != null) {
            return Long.parseLong(form.group(1)) * 1_000_000;
        }
        if (form.group(2) != null) {
            return Long.parseLong(form.group(2)) * 1_000_000_000;
        }
        return text.equals("auto") ? threeQuarters() : 0;
    }

    /** Of the container, or of the machine: what is left is for the service. */
    private static long threeQuarters() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize() / 4 * 3;
    }
}
