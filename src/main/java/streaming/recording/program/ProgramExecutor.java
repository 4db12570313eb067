package streaming.recording.program;

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
import streaming.recording.failure.CannotNow;
import streaming.recording.failure.Fault;

/**
 * Runs the programs of camel-exec by {@link Programs}: one that does not end in time, or does not get further for so
 * long when its input tells its {@link Progress}, is killed with all that it started (camel-exec asks it with SIGTERM,
 * and then waits for it), and on SIGTERM a join under way may end within the shutdown time (camel-exec would kill it at
 * once, and a long recording be joined again from its beginning at each restart).
 */
public final class ProgramExecutor extends DefaultExecCommandExecutor {

    /** A program that did not end in time and was killed. */
    public static final class Hung extends CannotNow {
        Hung(String message) {
            super("program-hung", message);
        }

        @Override
        public Fault fault() {
            return Fault.RECORDING;
        }
    }

    private final Programs programs;
    private final Set<ExecCommand> overdue = ConcurrentHashMap.newKeySet();

    public ProgramExecutor(Programs programs) {
        this.programs = programs;
    }

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
        String verb = command.getInput() instanceof Progress ? " got no further for " : " did not end within ";
        return new Hung(command.getExecutable() + verb + command.getTimeout() + " ms and was killed");
    }

    @Override
    protected DefaultExecutor prepareDefaultExecutor(ExecCommand command) {
        DefaultExecutor executor = super.prepareDefaultExecutor(command);
        if (command.getTimeout() != ExecEndpoint.NO_TIMEOUT) {
            executor.setWatchdog(new Deadline(command));
        }
        executor.setProcessDestroyer(new Started());
        return executor;
    }

    private final class Deadline extends ExecuteWatchdog {
        private final ExecCommand command;
        private volatile Process process;
        private long progress;

        Deadline(ExecCommand command) {
            super(command.getTimeout());
            this.command = command;
        }

        @Override
        public synchronized void start(Process started) {
            process = started;
            progress = progress();
            super.start(started);
        }

        @Override
        public synchronized void timeoutOccured(Watchdog watchdog) {
            if (!process.isAlive()) {
                return;
            }
            long now = progress();
            if (now != progress) {
                progress = now;
                Watchdog again = Watchdog.builder()
                        .setTimeout(Duration.ofMillis(command.getTimeout()))
                        .get();
                again.addTimeoutObserver(this);
                again.start();
                return;
            }
            overdue.add(command);
            programs.kill(process);
            super.timeoutOccured(watchdog);
        }

        private long progress() {
            return command.getInput() instanceof Progress input ? input.progress() : 0;
        }
    }

    /** In place of the one of camel-exec, which kills on SIGTERM. */
    private final class Started implements ProcessDestroyer {
        @Override
        public boolean add(Process process) {
            programs.own(process);
            return true;
        }

        @Override
        public boolean remove(Process process) {
            return true;
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
