package streaming.recording.program;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Starts ffmpeg and ffprobe with a bound for their memory, and kills them with all that they started when they hang or
 * the service has stopped. A program gets no choice: it is not asked to end first.
 */
public final class Programs implements AutoCloseable {

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private final MemoryLimit memory;

    /** @param memory of each of them */
    public Programs(MemoryLimit memory) {
        this.memory = memory;
    }

    /** @throws IOException when there is no such program */
    public Process start(ProcessBuilder program) throws IOException {
        Process process = program.start();
        own(process);
        return process;
    }

    /** One that camel-exec has started. */
    void own(Process process) {
        running.add(process);
        memory.apply(process);
        process.onExit().thenAccept(running::remove);
    }

    /** @return false when it did not exit within this time and was killed */
    public boolean exits(Process process, Duration patience) throws InterruptedException {
        boolean exited = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!exited) {
            kill(process);
        }
        return exited;
    }

    /** With all that it started. */
    public void kill(Process process) {
        process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Kills what still runs: the routes have stopped. */
    @Override
    public void close() {
        running.forEach(this::kill);
    }
}
