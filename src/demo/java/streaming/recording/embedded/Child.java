package streaming.recording.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Starts processes that end with this JVM, also when the JVM is killed with -9.
 *
 * <p>Linux does it ({@code setpriv --pdeathsig}, prctl(2) PR_SET_PDEATHSIG); where setpriv is absent a shell waits for the end
 * of a pipe that only this JVM holds. In a session of their own ({@code setsid}) the children do not get the Ctrl-C that is
 * meant for the JVM: its shutdown hooks decide the order in which things stop.
 *
 * <p>The kernel's "parent" is the THREAD that started the process, not the JVM: one thread that never ends starts them all,
 * or a database would stop with the pool thread that happened to start it.
 */
final class Child {
    /** How a child can run. */
    enum As {
        /** With our own rights. */
        US,
        /** Without the rights of root, which PostgreSQL refuses; the same as {@link #US} when we are not root. */
        ORDINARY_USER
    }

    /** The user "nobody" of every Linux. */
    static final int NOBODY = 65534;

    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "children");
        thread.setDaemon(true);
        return thread;
    });

    private static final List<String> SETSID = works(List.of("setsid")) ? List.of("setsid") : List.of();
    private static final boolean SETPRIV = works(List.of("setpriv", "--pdeathsig", "INT"));

    /** Reads until this JVM's end of the pipe is gone, then interrupts the program. */
    private static final String WATCHER = """
            exec 3<&0
            "$@" </dev/null 3<&- &
            child=$!
            trap 'kill -INT $child' INT TERM
            ( cat <&3 >/dev/null; kill -INT $child ) 2>/dev/null &
            exec 3<&-
            wait $child; code=$?
            [ $code -le 128 ] || { wait $child; code=$?; }
            exit $code
            """;

    private Child() {}

    static long uid() {
        return new UnixSystem().getUid();
    }

    static boolean isRoot() {
        return uid() == 0;
    }

    /**
     * Whether root's children must become {@link #NOBODY}, because user namespaces are blocked (Docker's default). Files
     * that such a child needs must be readable, and its data owned, by that user.
     */
    static boolean needsOtherUser() {
        return isRoot() && !UNSHARE.works;
    }

    /** The start of the process; output and environment are set by the caller before. */
    static Process start(As as, ProcessBuilder builder) throws IOException {
        var command = new ArrayList<String>();
        command.addAll(SETSID);
        command.addAll(demotion(as));
        if (SETPRIV) {
            command.addAll(List.of("setpriv", "--pdeathsig", "INT"));
        } else {
            command.addAll(List.of("sh", "-c", WATCHER, "sh"));
        }
        command.addAll(builder.command());
        builder.command(command);
        try {
            return STARTER.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IOException("cannot start " + command, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting " + command, e);
        }
    }

    /** Ends it at once, with all that it started; returns before they are gone. */
    static void kill(Process process) {
        process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /**
     * Runs a program to its end.
     *
     * @throws IOException when it exits with another code than 0, with what it wrote, or takes longer than 2 minutes
     */
    static String run(As as, Path folder, List<String> program) throws IOException {
        var command = new ArrayList<>(demotion(as));
        command.addAll(program);
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectInput(new File("/dev/null")).start();
        String output = new String(process.getInputStream().readAllBytes());
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("no end after 2 minutes: " + command);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + command, e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit " + process.exitValue() + ": " + command + "\n" + output);
        }
        return output;
    }

    private static List<String> demotion(As as) {
        if (as == As.US || !isRoot()) {
            return List.of();
        }
        return UNSHARE.works ? List.of("unshare", "-U")
                : List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    }

    /** Asked only by root, and then once. */
    private static final class UNSHARE {
        static final boolean works = works(List.of("unshare", "-U"));
    }

    private static boolean works(List<String> prefix) {
        var command = new ArrayList<>(prefix);
        command.add("true");
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
