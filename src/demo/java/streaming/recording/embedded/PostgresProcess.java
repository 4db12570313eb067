package streaming.recording.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The server process of one folder: {@code data} is the cluster, {@code postgres.log} what it says, {@code lease} held
 * by the JVM that uses the folder.
 */
final class PostgresProcess {
    static final String SUPERUSER = "postgres";
    private static final String PID_FILE = "postmaster.pid";
    private static final Duration START = Duration.ofSeconds(60);

    private final Path programs = PostgresPrograms.folder();
    private final Path folder;
    private final Path data;
    private final Path log;
    private FileLease lease;
    private Process process;

    PostgresProcess(Path folder) {
        this.folder = folder;
        data = folder.resolve("data");
        log = folder.resolve("postgres.log");
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** The process id of the server itself. */
    long pid() {
        return postmaster();
    }

    /** Returns when the server takes connections. */
    void start(int port, String superuserPassword, boolean durable) throws IOException {
        Files.createDirectories(folder);
        takeLease();
        stopForgotten();
        giveToServersUser();
        if (!Files.exists(data)) {
            initialise(superuserPassword, durable);
        }
        var command = new ArrayList<>(List.of(
                programs.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=64MB",
                "-c",
                "timezone=UTC",
                "-c",
                "log_timezone=UTC"));
        for (String option : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            command.addAll(List.of("-c", option + (durable ? "=on" : "=off")));
        }
        long deadline = System.nanoTime() + START.toNanos();
        // The processes of a killed server keep its shared memory for some seconds.
        while (!launch(command, deadline)) {
            if (!endOfLog().matches("(?s).*(postmaster\\.pid|shared memory block).*") || System.nanoTime() > deadline) {
                throw new IOException("exit " + process.exitValue());
            }
            pause(Duration.ofMillis(250));
        }
    }

    /** False when it ended instead. */
    private boolean launch(List<String> command, long deadline) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("LC_ALL", "C");
        process = Child.start(Child.As.ORDINARY_USER, builder);
        do {
            List<String> lines = pidFile(); // line 1 is the process, which may be a killed one's, line 8 its state
            if (lines.size() >= 8 && lines.get(7).strip().equals("ready") && isOurs(postmaster())) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("not ready after " + START.toSeconds() + " s");
            }
        } while (!ended(Duration.ofMillis(10)));
        return false;
    }

    /**
     * Ends it in order ("fast": clients are cut off, data are written), or at once when that takes longer than 30 s.
     */
    void stop() throws IOException {
        if (isRunning()) {
            long server = postmaster();
            if (isOurs(server)) {
                send("INT", server);
            } else { // it has not come as far as to write its number
                Child.kill(process);
            }
            if (!ended(Duration.ofSeconds(30))) {
                kill();
            }
        }
    }

    /** Ends it at once with all its processes, as a crash does. */
    void kill() throws IOException {
        if (isRunning()) {
            Child.kill(process);
            if (!ended(Duration.ofSeconds(10))) {
                throw new IOException("process " + process.pid() + " does not end");
            }
        }
    }

    /** Lets another JVM use the folder. */
    void release() throws IOException {
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }

    /** The last 2,000 characters that the server wrote. */
    String endOfLog() {
        try {
            String text = Files.exists(log) ? Files.readString(log) : "";
            return text.substring(Math.max(0, text.length() - 2000));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private void takeLease() throws IOException {
        if (lease == null) {
            lease = FileLease.take(folder.resolve("lease"))
                    .orElseThrow(() -> new IOException("another run uses " + folder));
        }
    }

    /** Root's folder may have been used by another of the ways to run (see {@link Child}), with other owners. */
    private void giveToServersUser() throws IOException {
        if (!Child.isRoot()) {
            return;
        }
        int owner = Child.needsOtherUser() ? Child.NOBODY : 0;
        try (var walk = Files.walk(folder)) {
            for (Path path : walk.toList()) {
                if (!Files.getAttribute(path, "unix:uid").equals(owner)) {
                    Files.setAttribute(path, "unix:uid", owner);
                }
            }
        }
    }

    /** A new cluster, under another name until it is whole. */
    private void initialise(String superuserPassword, boolean durable) throws IOException {
        Path fresh = folder.resolve("data.new");
        Cache.deleteTree(fresh);
        Path secret = folder.resolve("superuser");
        Files.deleteIfExists(secret);
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(secret, superuserPassword + "\n");
            giveToServersUser();
            // The builtin provider has C.UTF-8 on every machine; the C library of some has not.
            Child.run(
                    Child.As.ORDINARY_USER,
                    folder,
                    List.of(
                            programs.resolve("bin/initdb").toString(),
                            "-D",
                            fresh.toString(),
                            "-U",
                            SUPERUSER,
                            "--pwfile=" + secret,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--no-instructions",
                            durable ? "--sync-method=fsync" : "--no-sync"));
        } finally {
            Files.deleteIfExists(secret);
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * We hold the lease: a server that still runs here lost its JVM, and ends now or was forgotten. A number in its
     * file that is another program's by now, or a dead process that nobody buries (containers without an init), would
     * keep PostgreSQL from starting: "Is another postmaster running?"
     */
    private void stopForgotten() throws IOException {
        long pid = postmaster();
        if (pid <= 0 || !Files.isDirectory(Path.of("/proc/self"))) {
            return;
        }
        for (int i = 0; i < 150 && isServerHere(pid); i++) {
            if (i % 50 == 0) {
                send(i < 100 ? "INT" : "KILL", pid);
            }
            pause(Duration.ofMillis(100));
        }
        if (!isServerHere(pid) && ProcessHandle.of(pid).isPresent()) {
            Files.deleteIfExists(data.resolve(PID_FILE));
        }
    }

    private boolean isOurs(long pid) {
        return pid == process.pid() || process.descendants().anyMatch(child -> child.pid() == pid);
    }

    private boolean isServerHere(long pid) {
        try { // empty for a dead process
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains(data.toString());
        } catch (IOException e) {
            return false;
        }
    }

    private long postmaster() {
        List<String> lines = pidFile();
        try {
            return lines.isEmpty() ? 0 : Long.parseLong(lines.get(0).strip());
        } catch (NumberFormatException half) {
            return 0;
        }
    }

    private List<String> pidFile() {
        try {
            return Files.readAllLines(data.resolve(PID_FILE));
        } catch (IOException none) {
            return List.of();
        }
    }

    private static void send(String signal, long pid) throws IOException {
        var kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            kill.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ended(Duration patience) throws IOException {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void pause(Duration time) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
