package streaming.recording;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;
import org.apache.camel.component.exec.impl.DefaultExecCommandExecutor;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.Watchdog;

/**
 * Runs ffmpeg and ffprobe for camel-exec. A program that hangs is killed with all that it started, and does not get the
 * choice (camel-exec asks it with SIGTERM, and then waits for it). On SIGTERM a join under way may end within the shutdown
 * time (camel-exec would kill it at once, and a long recording be joined again from its beginning at each restart).
 */
public final class Programs extends DefaultExecCommandExecutor implements AutoCloseable {

    /** A program that did not end in time and was killed. */
    public static final class Hung extends CannotNow {
        Hung(String message) {
            super(message);
        }
    }

    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    /** @throws Hung when it did not end in time and was killed */
    @Override
    public ExecResult execute(ExecCommand command) {
        long start = System.nanoTime();
        ExecResult result = super.execute(command);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (command.getTimeout() != ExecEndpoint.NO_TIMEOUT && result.getExitValue() != 0 && took.toMillis() >= command.getTimeout()) {
            throw new Hung(command.getExecutable() + " did not end within " + command.getTimeout() + " ms and was killed");
        }
        return result;
    }

    @Override
    protected DefaultExecutor prepareDefaultExecutor(ExecCommand command) {
        DefaultExecutor executor = super.prepareDefaultExecutor(command);
        if (command.getTimeout() != ExecEndpoint.NO_TIMEOUT) {
            executor.setWatchdog(new Deadline(Duration.ofMillis(command.getTimeout())));
        }
        executor.setProcessDestroyer(new Running());
        return executor;
    }

    /** Kills what still runs: the routes have stopped. */
    @Override
    public void close() {
        running.forEach(Programs::kill);
    }

    private static void kill(Process process) {
        process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static final class Deadline extends ExecuteWatchdog {
        private volatile Process process;

        Deadline(Duration timeout) {
            super(timeout.toMillis());
        }

        @Override
        public synchronized void start(Process started) {
            process = started;
            super.start(started);
        }

        @Override
        public synchronized void timeoutOccured(Watchdog watchdog) {
            kill(process);
            super.timeoutOccured(watchdog);
        }
    }

    private final class Running implements ProcessDestroyer {
        @Override
        public boolean add(Process process) {
            return running.add(process);
        }

        @Override
        public boolean remove(Process process) {
            return running.remove(process);
        }

        @Override
        public int size() {
            return running.size();
        }
    }
}
