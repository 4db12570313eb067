package streaming.recording.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.dao.DataAccessException;
import software.amazon.awssdk.core.exception.SdkException;
import streaming.recording.failure.CannotEver;
import streaming.recording.failure.CannotNow;
import streaming.recording.failure.Rejected;

/**
 * What a request is told that failed: a status and one sentence.
 *
 * @param words part of the contract, where it gives them
 */
public record ErrorAnswer(int status, String words) {

    private static final ErrorAnswer DATABASE_AWAY = new ErrorAnswer(503, "Database unavailable");
    private static final ErrorAnswer BAD_VALUE = new ErrorAnswer(400, "A value that cannot be stored or compared");
    private static final ErrorAnswer STORE_AWAY = new ErrorAnswer(503, "Object storage unavailable");
    private static final ErrorAnswer INTERNAL = new ErrorAnswer(500, "Internal error");

    /** The innermost cause that says what to answer decides, as it does for Camel's onException. */
    public static ErrorAnswer of(Throwable failure) {
        Deque<Throwable> causes = new ArrayDeque<>();
        for (Throwable next = failure; next != null; next = next.getCause()) {
            causes.push(next);
        }
        for (Throwable cause : causes) {
            if (cause instanceof Rejected rejected) {
                return new ErrorAnswer(rejected.status(), rejected.getMessage());
            }
            if (cause instanceof CannotEver) {
                return new ErrorAnswer(409, cause.getMessage());
            }
            if (cause instanceof SQLException refused && isDataException(refused)) {
                return BAD_VALUE;
            }
            if (cause instanceof SQLException || cause instanceof DataAccessException || cause instanceof CannotNow) {
                return DATABASE_AWAY;
            }
            if (cause instanceof SdkException) {
                return STORE_AWAY;
            }
        }
        return INTERNAL;
    }

    /** Class 22 of the SQL standard: PostgreSQL is there, and the value is none of its type. */
    private static boolean isDataException(SQLException refused) {
        return refused.getSQLState() != null && refused.getSQLState().startsWith("22");
    }

    /**
     * Ends a request for a recording that cannot be done.
     *
     * @param reason null when there is no such recording
     * @throws Rejected always: with status 404, or 409 and the reason
     */
    public static void reject(String reason) {
        throw reason == null ? new Rejected(404, "Recording not found") : new Rejected(409, reason);
    }

    /** Whether the same request may succeed later. */
    public boolean isTemporary() {
        return status == 503;
    }

    /** {@code {"error": "…"}}. */
    public String json() {
        return JsonNodeFactory.instance.objectNode().put("error", words).toString();
    }
}
