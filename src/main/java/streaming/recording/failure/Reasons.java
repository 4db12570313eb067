package streaming.recording.failure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.component.exec.ExecException;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Puts a failure into words: one line for the log and the row. */
public final class Reasons {

    private static final int LONGEST = 500;

    /** The innermost cause that says something, without the wrapping of Camel, and what a program said on stderr. */
    public String of(Throwable failure) {
        Throwable cause = failure;
        String said = "";
        for (Throwable next = failure; next != null; next = next.getCause()) {
            cause = next;
            if (next instanceof ExecException exec) {
                // a program that cannot be started shows as exit status 0
                said = exec.getExitValue() == 0 && exec.getCause() != null
                        ? exec.getCause().getMessage()
                        : "exit status " + exec.getExitValue() + " " + read(exec.getStderr());
            }
            if (next instanceof HttpOperationFailedException answered) {
                // not its own message: that repeats the URL, in which a secret may be
                said = "answered " + answered.getStatusCode() + " "
                        + (answered.getResponseBody() == null ? "" : answered.getResponseBody());
            }
            if (next instanceof CannotEver || next instanceof CannotNow) {
                break;
            }
        }
        String text = said.isEmpty() ? cause.getMessage() == null ? cause.toString() : cause.getMessage() : said;
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }

    /** What programs go by, in kebab-case. */
    public String code(Throwable failure) {
        return FailureCode.of(failure);
    }

    /** @return the HTTP status that a neighbour answered; null when there was no answer */
    public Integer neighbourStatus(Throwable failure) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (next instanceof HttpOperationFailedException answered) {
                return answered.getStatusCode();
            }
        }
        return null;
    }

    static String read(InputStream stderr) {
        if (stderr == null || !stderr.markSupported()) {
            return "";
        }
        try {
            // whoever asks next is told the same
            stderr.mark(LONGEST);
            String said = new String(stderr.readNBytes(LONGEST), StandardCharsets.UTF_8);
            stderr.reset();
            return said;
        } catch (IOException e) {
            return "";
        }
    }
}
