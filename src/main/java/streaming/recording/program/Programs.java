package streaming.recording.program;

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
import streaming.recording.failure.CannotNow;
import streaming.recording.failure.Fault;

/**
 * Runs ffmpeg and ffprobe for camel-exec. A program that hangs is killed with all that it started, and does not get the
 * choice (camel-exec asks it with SIGTERM, and then waits for it). On SIGTERM a join under way may end within the
 * shutdown time (camel-exec would kill it at once, and a long recording be joined again from its beginning at each
 * restart).
 */
public final class Programs extends DefaultExecCommandExecutor implements AutoCloseable {

    /** A program that did not end in time and was killed. */
    public static final class Hung extends CannotNow {
        Hung(String message) {
            super(message);
        }

        @Override
        public Fault fault() {
            return Fault.RECORDING;
        }
    }

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private final Set<ExecCommand> overdue = ConcurrentHashMap.newKeySet();

    /** @throws Hung when it did not end in time and was killed */
    @Override
    public ExecResult execute(ExecCommand command) {
        ExecResult result;
        try {
            result = super.execute(command);
        } catch (RuntimeException e) {
            throw overdue.remove(command) ? hung(command) : e;
        }
        // a program that is killed may also exit as if nothing had been
        if (overdue.remove(command)) {
            throw hung(command);
        }
        return result;
    }

    private static Hung hung(ExecCommand command) {
        return new Hung(command.getExecutable() + " did not end within " + command.getTimeout() + " ms and was killed");
    }

    @Override
    protected DefaultExecutor prepareDefaultExecutor(ExecCommand command) {
        DefaultExecutor executor = super.prepareDefaultExecutor(command);
        if (command.getTimeout() != ExecEndpoint.NO_TIMEOUT) {
            executor.setWatchdog(new Deadline(command));
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

    private final class Deadline extends ExecuteWatchdog {
        private final ExecCommand command;
        private volatile Process process;

        Deadline(ExecCommand command) {
            super(command.getTimeout());
            this.command = command;
        }

        @Override
        public synchronized void start(Process started) {
            process = started;
            super.start(started);
        }

        @Override
        public synchronized void timeoutOccured(Watchdog watchdog) {
            overdue.add(command);
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
