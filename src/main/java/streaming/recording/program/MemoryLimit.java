package streaming.recording.program;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the memory of a program that was started: RLIMIT_AS of setrlimit(2), by prlimit(1) of util-linux. One that
 * needs more ends with "Cannot allocate memory" by itself; without this the kernel chooses whom it kills, and that may
 * be the service. Where there is no prlimit nothing is bounded.
 */
public final class MemoryLimit {

    private static final Logger LOG = LoggerFactory.getLogger("recording.program");

    private final String program;
    private final long bytes;
    private volatile boolean absent;

    /**
     * @param program prlimit
     * @param bytes of address space; 0 for no limit
     */
    public MemoryLimit(String program, long bytes) {
        this.program = program;
        this.bytes = bytes;
    }

    /** It may have taken some already: what it asks for from now on is bounded. One that has ended is passed over. */
    void apply(Process process) {
        if (bytes == 0 || absent) {
            return;
        }
        try {
            Process limit = new ProcessBuilder(program, "--pid", Long.toString(process.pid()), "--as=" + bytes)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!limit.waitFor(1, TimeUnit.SECONDS)) {
                limit.destroyForcibly();
            }
        } catch (IOException e) {
            absent = true;
            LOG.info("There is no {}: the memory of ffmpeg is not bounded", program);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
