package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process of its own has used, from /proc (proc(5)).
 *
 * @param cpu seconds, user and system, of the process itself
 * @param children seconds of its children, ffmpeg and ffprobe: those that have ended and those that run
 * @param running how many children run now, {@code held} bytes that they have resident together
 * @param rss bytes that are resident now; {@code peak} the most since the start or the last {@link #forgetPeak}
 */
record Figures(
        double cpu, double children, int running, long held, long rss, long peak, int threads, int files, int sockets) {

    private static final double TICKS_PER_SECOND = 100;

    static Figures of(long pid) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        String[] fields = stat(pid);
        String status = Files.readString(proc.resolve("status"));
        double children = seconds(fields, 13);
        int running = 0;
        long held = 0;
        for (ProcessHandle child :
                ProcessHandle.of(pid).orElseThrow().descendants().toList()) {
            try {
                children += seconds(stat(child.pid()), 11);
                held += kilobytes(Files.readString(Path.of("/proc", Long.toString(child.pid()), "status")), "VmRSS:");
                running++;
            } catch (IOException endedMeanwhile) {
                continue;
            }
        }
        int files = 0;
        int sockets = 0;
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            for (Path file : open.toList()) {
                files++;
                sockets += isSocket(file) ? 1 : 0;
            }
        }
        return new Figures(
                seconds(fields, 11),
                children,
                running,
                held,
                kilobytes(status, "VmRSS:"),
                kilobytes(status, "VmHWM:"),
                Integer.parseInt(fields[17]),
                files,
                sockets);
    }

    /** Of two processes together. */
    Figures and(Figures other) {
        return new Figures(
                cpu + other.cpu,
                children + other.children,
                running + other.running,
                held + other.held,
                rss + other.rss,
                peak + other.peak,
                threads + other.threads,
                files + other.files,
                sockets + other.sockets);
    }

    private static String[] stat(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static double seconds(String[] stat, int field) {
        return (Long.parseLong(stat[field]) + Long.parseLong(stat[field + 1])) / TICKS_PER_SECOND;
    }

    /** From now on, {@link #peak} is that of the time after this. */
    static void forgetPeak(long pid) throws IOException {
        Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
    }

    static double megabytes(long bytes) {
        return bytes / 1e6;
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static long kilobytes(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
