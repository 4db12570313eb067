package streaming.recording.failure;

import java.sql.SQLException;
import org.apache.camel.component.exec.ExecException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Whose fault it is that a step cannot be done now, and so whether waiting has an end: a store that is away is waited
 * for without one, a recording has its attempts, this machine its deadline.
 */
public enum Fault {
    STORE,
    RECORDING,
    MACHINE;

    /**
     * @param reason the failure in words, with what a program said
     * @param stopping whether the service is: then its programs are ended, too
     */
    public static Fault of(Throwable failure, String reason, boolean stopping) {
        if (stopping || reason.contains(FailureCode.DISK_FULL) || reason.contains(FailureCode.NO_MEMORY)) {
            return MACHINE;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotNow known && known.fault() != MACHINE) {
                return known.fault();
            }
            if (cause instanceof SdkClientException
                    || cause instanceof SdkServiceException answer && isAway(answer.statusCode())
                    || cause instanceof SQLException refused && isAway(refused.getSQLState())) {
                return STORE;
            }
            if (cause instanceof ExecException exec && hasRun(exec)) {
                return RECORDING;
            }
        }
        return MACHINE;
    }

    /**
     * Wrong credentials and a missing bucket are an operator's affair; of the rest only a request that makes no sense
     * is not.
     */
    static boolean isAway(int status) {
        return status >= 500 || status == 401 || status == 403 || status == 404 || status == 408 || status == 429;
    }

    /** Classes 22, 23 and 42: PostgreSQL is there and says that the statement is wrong. */
    static boolean isAway(String state) {
        return state == null || !state.matches("(22|23|42).*");
    }

    /** A program that cannot be started shows as exit status 0. */
    private static boolean hasRun(ExecException exec) {
        return exec.getExitValue() != 0;
    }
}
