package streaming.recording.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The arguments with which ffmpeg makes a test picture and sound into HLS segments in its working folder. */
final class HlsArguments {
    static final String PLAYLIST = "playlist.m3u8";

    private HlsArguments() {}

    /** A source of this kind, read as fast as it can be made. */
    static List<String> of(Segments.Spec spec) {
        var arguments = new ArrayList<String>();
        if (spec.video()) {
            arguments.addAll(lavfi("testsrc2=size=" + spec.width() + "x" + spec.height() + ":rate=" + spec.fps()
                    + ":duration=" + seconds(spec.duration())));
        }
        for (int i = 0; i < spec.audio().size(); i++) {
            arguments.addAll(lavfi("sine=frequency=" + spec.tone() * (i + 1) + ":beep_factor=4:sample_rate="
                    + spec.audio().get(i) + ":duration=" + seconds(spec.duration())));
        }
        int inputs = spec.audio().size() + (spec.video() ? 1 : 0);
        for (int i = 0; i < inputs; i++) {
            arguments.addAll(List.of("-map", Integer.toString(i)));
        }
        if (spec.video()) {
            arguments.addAll(h264(spec.bFrames(), spec.segment()));
        }
        if (spec.everyNth() > 1) {
            arguments.addAll(List.of("-vf", "select=not(mod(n\\," + spec.everyNth() + "))", "-fps_mode", "vfr"));
        }
        if (!spec.audio().isEmpty()) {
            arguments.addAll(List.of("-c:a", "aac", "-b:a", "64k"));
        }
        if (!spec.offset().isZero()) {
            arguments.addAll(List.of("-output_ts_offset", seconds(spec.offset())));
        }
        arguments.addAll(hls(spec.segment(), spec.startNumber(), 0));
        return arguments;
    }

    static List<String> lavfi(String graph) {
        return List.of("-f", "lavfi", "-i", graph);
    }

    /** Fast to encode; key frames where segments begin and nowhere else. */
    static List<String> h264(boolean bFrames, Duration segment) {
        return List.of(
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-pix_fmt",
                "yuv420p",
                "-bf",
                bFrames ? "2" : "0",
                "-g",
                "100000",
                "-sc_threshold",
                "0",
                "-force_key_frames",
                "expr:gte(t,n_forced*" + seconds(segment) + ")");
    }

    /** @param window how many segments the playlist lists; 0 for all */
    static List<String> hls(Duration segment, int startNumber, int window) {
        return List.of(
                "-f",
                "hls",
                "-hls_time",
                seconds(segment),
                "-hls_list_size",
                Integer.toString(window),
                "-hls_flags",
                "temp_file+independent_segments",
                "-start_number",
                Integer.toString(startNumber),
                "-hls_segment_filename",
                "segment_%03d.ts",
                PLAYLIST);
    }

    static String seconds(Duration time) {
        return Long.toString(time.toSeconds()) + String.format(Locale.ROOT, ".%03d", time.toMillisPart());
    }
}
