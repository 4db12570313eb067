package streaming.recording.health;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The programs that join and measure. Without them ended recordings wait. */
public final class ProgramProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger("recording.finalize");

    private final Map<String, Outage> programs = new LinkedHashMap<>();
    private final String path;

    /**
     * @param path the folders where programs are, as the environment's PATH names them
     * @param programs each by the variable that sets it: a name on the path, or a file
     */
    public ProgramProbe(Clock clock, String path, Map<String, String> programs) {
        this.path = path;
        programs.forEach((variable, program) ->
                this.programs.put(program, new Outage(LOG, clock, "Program " + program + " (" + variable + ")")));
    }

    /**
     * Looks for each and logs what has changed. (It is not run: that it can be started is what is asked, and often.)
     */
    public void look() {
        programs.forEach((program, outage) -> {
            if (isThere(program)) {
                outage.isOver();
            } else {
                outage.goesOn("no file that can be executed" + (program.contains("/") ? "" : ", PATH=" + path));
            }
        });
    }

    @Override
    public String reason() {
        String missing = programs.entrySet().stream()
                .filter(program -> program.getValue().reason() != null)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? null : "cannot be run: " + missing;
    }

    private boolean isThere(String program) {
        return program.contains("/")
                ? isProgram(Path.of(program))
                : Arrays.stream(path.split(Pattern.quote(File.pathSeparator)))
                        .anyMatch(folder -> isProgram(Path.of(folder, program)));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
