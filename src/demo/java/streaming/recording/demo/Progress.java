package streaming.recording.demo;

import java.io.PrintStream;
import java.util.Locale;

/**
 * How far something is: on a terminal a bar with the time that is left, elsewhere a plain line at each tenth of the
 * way.
 */
public final class Progress {

    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final String prefix;
    private final long all;
    /** Of one unit; 0: as long as those before took. */
    private final double secondsEach;

    private final long start = System.nanoTime();
    private long tenths = -1;

    /**
     * @param prefix of each line
     * @param all what {@code done} will be in the end
     */
    public static Progress of(String prefix, long all) {
        return new Progress(System.out, System.console() != null, prefix, all, 0);
    }

    /** Of something that happens in real time: what is left takes as many seconds as it has, however the start went. */
    static Progress live(String prefix, long seconds) {
        return new Progress(System.out, System.console() != null, prefix, seconds, 1);
    }

    Progress(PrintStream out, boolean terminal, String prefix, long all, double secondsEach) {
        this.secondsEach = secondsEach;
        this.out = out;
        this.terminal = terminal;
        this.prefix = prefix;
        this.all = Math.max(1, all);
    }

    /** @param note what else there is to say; may be empty */
    public void at(long done, String note) {
        double share = Math.min(1.0, (double) done / all);
        double passed = (System.nanoTime() - start) / 1e9;
        double ahead = secondsEach > 0 ? (all - done) * secondsEach : passed / share - passed;
        String left = done <= 0 || share >= 1 ? "" : String.format(Locale.ROOT, ", %s left", time(ahead));
        String line = String.format(
                Locale.ROOT,
                "%s%3.0f %%, %s%s%s",
                prefix,
                100 * share,
                time(passed),
                left,
                note.isEmpty() ? "" : ", " + note);
        if (terminal) {
            int filled = (int) (share * WIDTH);
            // the cursor goes back to the left: whatever is printed next, such as a line of the log, takes the bar's
            // place
            out.print("\r\033[K" + prefix + "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] "
                    + line.substring(prefix.length()) + (share >= 1 ? "\n" : "\r"));
            out.flush();
        } else if ((long) (share * 10) > tenths) {
            tenths = (long) (share * 10);
            out.println(line);
        }
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }
}
