package streaming.recording.join;

import java.time.Duration;
import streaming.recording.config.Settings;
import streaming.recording.timeline.GapPolicy;

/**
 * How segments become an MP4.
 *
 * @param command ffmpeg's arguments for the join
 * @param soundCommand before it, when sound of several codecs becomes one track
 * @param timeout of an ffmpeg that neither takes its input nor writes
 * @param attempts in which every command of the ladder failed, after which the recording fails
 * @param deadline of trouble with this machine, after which it fails too
 */
public record JoinSettings(
        String ffmpeg,
        String ffprobe,
        String command,
        String soundCommand,
        Duration timeout,
        GapPolicy gaps,
        int attempts,
        Duration deadline) {

    public static JoinSettings from(Settings settings) {
        return new JoinSettings(
                settings.text("recorder.ffmpeg.program"),
                settings.text("recorder.ffprobe.program"),
                settings.text("recorder.ffmpeg.join"),
                settings.text("recorder.ffmpeg.join-sound"),
                settings.period("recorder.ffmpeg.timeout"),
                settings.form("recorder.gaps", "keep|collapse", "keep or collapse expected")
                                .equals("keep")
                        ? GapPolicy.KEEP
                        : GapPolicy.COLLAPSE,
                settings.count("recorder.finalize.attempts"),
                settings.period("recorder.finalize.deadline"));
    }
}
