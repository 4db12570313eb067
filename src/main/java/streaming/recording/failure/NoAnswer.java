package streaming.recording.failure;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** Says of a neighbour that does not answer who it is, which setting names it, and why. */
public final class NoAnswer {

    private NoAnswer() {}

    /**
     * @param neighbour what it is, its address and its setting: {@code S3 http://minio:9000 (MINIO_ENDPOINT)}
     * @param failure what came in place of an answer
     */
    public static String of(String neighbour, Throwable failure) {
        String why = why(failure);
        return neighbour + (why.startsWith("the answer ") ? ": " : " does not answer: ") + why;
    }

    private static String why(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            innermost = cause;
            if (cause instanceof UnknownHostException) {
                return "unknown host";
            }
            if (cause instanceof SocketTimeoutException
                    || cause.getClass().getSimpleName().endsWith("TimeoutException")) {
                return "no answer in time";
            }
        }
        String said = innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
        return innermost instanceof ConnectException && said.contains("refused") ? "connection refused" : said;
    }
}
