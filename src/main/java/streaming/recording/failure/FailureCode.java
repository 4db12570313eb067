package streaming.recording.failure;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.component.exec.ExecException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * The code of a failure, which programs go by: it stays when the words for a person change. Events, GET /overview and
 * GET /recording/{id}/report carry it.
 */
public final class FailureCode {

    /** What the system says, and ffmpeg with it: there is no type for it. */
    static final String DISK_FULL = "No space left on device";

    /** The same: FFMPEG_MEMORY is too little, or the machine has no more. */
    static final String NO_MEMORY = "Cannot allocate memory";

    private FailureCode() {}

    /** @return in kebab-case; {@code failed} when nothing more is known */
    public static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String code = own(cause);
            if (code != null) {
                return code;
            }
        }
        return "failed";
    }

    private static String own(Throwable cause) {
        if (cause instanceof CannotEver ever) {
            return ever.code();
        }
        if (cause instanceof CannotNow now) {
            return now.code();
        }
        if (cause instanceof HttpOperationFailedException answered) {
            return "answered-" + answered.getStatusCode();
        }
        if (cause instanceof ExecException exec) {
            return program(exec);
        }
        if (cause instanceof SdkServiceException answer) {
            return Fault.isAway(answer.statusCode()) ? "store-away" : "store-refused";
        }
        if (cause instanceof SdkClientException) {
            return "store-away";
        }
        if (cause instanceof SQLException refused) {
            return Fault.isAway(refused.getSQLState()) ? "database-away" : "statement-refused";
        }
        return network(cause);
    }

    private static String program(ExecException exec) {
        // a program that cannot be started shows as exit status 0
        if (exec.getExitValue() == 0 && exec.getCause() != null) {
            return "program-missing";
        }
        String said = Reasons.read(exec.getStderr());
        return said.contains(DISK_FULL) ? "disk-full" : said.contains(NO_MEMORY) ? "memory-full" : "program-failed";
    }

    private static String network(Throwable cause) {
        if (cause instanceof ConnectException) {
            return "connection-refused";
        }
        if (cause instanceof UnknownHostException) {
            return "unknown-host";
        }
        if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
            return "time-out";
        }
        if (cause instanceof SocketException
                || cause instanceof NoHttpResponseException
                || cause instanceof ConnectionClosedException) {
            return "connection-broken";
        }
        return cause instanceof IOException
                        && String.valueOf(cause.getMessage()).contains(DISK_FULL)
                ? "disk-full"
                : null;
    }
}
