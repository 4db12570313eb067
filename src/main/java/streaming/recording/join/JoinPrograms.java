package streaming.recording.join;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import streaming.recording.program.Programs;

/**
 * The command lines of application.properties, with {@code {probe}} and {@code {tracks}} where those belong that a
 * recording needs.
 *
 * @param programs runs them
 * @param ffmpeg program
 * @param join arguments: normalised stream on standard input, {@code output.mp4}
 * @param sound arguments: the same on standard input, a transport stream on standard output; run before the join when
 *     sound of several codecs becomes one track
 */
public record JoinPrograms(Programs programs, String ffmpeg, String join, String sound) {

    /** Starts what comes before the join. */
    Process startSound(JoinCommand command) throws IOException {
        List<String> line = new ArrayList<>(List.of(ffmpeg));
        line.addAll(command.soundArguments(sound));
        return programs.start(new ProcessBuilder(line));
    }
}
