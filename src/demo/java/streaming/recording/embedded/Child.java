package streaming.recording.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * <p>Linux does it ({@code setpriv --pdeathsig}, prctl(2) PR_SET_PDEATHSIG); where setpriv is absent a shell waits for
 * the end of a pipe that only this JVM holds. In a session of their own ({@code setsid}) the children do not get the
 * Ctrl-C that is meant for the JVM: its shutdown hooks decide the order in which things stop.
 *
 * <p>The kernel's "parent" is the THREAD that started the process, not the JVM: one thread that never ends starts them
 * all, or a database would stop with the pool thread that happened to start it.
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

    private static final String UID = ask("id", "-u");
    private static final List<String> SETSID = works(List.of("setsid")) ? List.of("setsid") : List.of();
    private static final boolean SETPRIV = works(List.of("setpriv", "--pdeathsig", "INT"));

    /** Reads until this JVM's end of the pipe is gone, then interrupts the program. */
    private static final String WATCHER =
            """
            exec 3<&0
            "$@" </dev/null 3<&- &
            child=$!
            trap : INT TERM
            ( cat <&3 >/dev/null; kill -INT $child ) 2>/dev/null &
            exec 3<&-
            wait $child; code=$?
            [ $code -le 128 ] || { wait $child; code=$?; }
            exit $code
            """;

    private Child() {}

    /** Our user's number. The JDK's UnixSystem says 0, which is root, for a number that has no name. */
    static String uid() {
        return UID;
    }

    static boolean isRoot() {
        return UID.equals("0");
    }

    /**
     * Whether root's children must become {@link #NOBODY}, because user namespaces are blocked (Docker's default). The
     * data of such a child must belong to that user.
     */
    static boolean needsOtherUser() {
        return isRoot() && !Namespaces.ALLOWED;
    }

    /**
     * Starts it; the caller has set output and environment, and leaves standard input a pipe, which the shell watches.
     */
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

    /** Asks it to end, once: ffmpeg takes a second signal for impatience and leaves half-written files. */
    static void end(Process process) {
        if (SETPRIV) {
            process.destroy();
        } else {
            try {
                process.getOutputStream().close();
            } catch (IOException endedAlready) {
                return;
            }
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
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
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
        boolean nameless = System.getProperty("user.name").equals("?"); // initdb wants a name
        if (as == As.US || !isRoot() && !nameless) {
            return List.of();
        }
        if (Namespaces.ALLOWED) { // in a new one everybody is "nobody", with the files that were his
            return List.of("unshare", "-U");
        }
        // The capability lets it through folders that are root's own, as the home of root is.
        return !isRoot()
                ? List.of()
                : List.of(
                        "setpriv",
                        "--reuid=" + NOBODY,
                        "--regid=" + NOBODY,
                        "--clear-groups",
                        "--inh-caps=+dac_override",
                        "--ambient-caps=+dac_override");
    }

    /** Asked only when it matters, and then once. */
    private static final class Namespaces {
        static final boolean ALLOWED = works(List.of("unshare", "-U"));
    }

    private static String ask(String... command) {
        try {
            return new String(
                            new ProcessBuilder(command).start().getInputStream().readAllBytes())
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean works(List<String> prefix) {
        var command = new ArrayList<>(prefix);
        command.add("true");
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
