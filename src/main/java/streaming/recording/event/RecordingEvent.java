package streaming.recording.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.apache.camel.component.exec.ExecException;

/**
 * Something that happened to a recording, for its story (GET /recording/{id}/events).
 *
 * @param kind such as {@code segment.retried}
 * @param detail JSON object with a {@code cause} and what else there is to say
 */
public record RecordingEvent(String recordingId, String kind, String detail) {

    /** @param cause why it happened, for a person */
    public static RecordingEvent of(String recordingId, String kind, String cause) {
        return new RecordingEvent(recordingId, kind, cause(cause).toString());
    }

    /** Something that was tried more than once before it worked. */
    public static RecordingEvent retried(String recordingId, String kind, String cause, String object, int retries) {
        return new RecordingEvent(
                recordingId,
                kind,
                cause(cause).put("object_key", object).put("retries", retries).toString());
    }

    /**
     * A run of a program.
     *
     * @param nanos when it began, of System.nanoTime()
     * @param failure null when its exit status was 0
     */
    public static RecordingEvent run(String recordingId, String kind, String cause, long nanos, Throwable failure) {
        return new RecordingEvent(
                recordingId,
                kind,
                timed(cause, nanos).put("exit", exit(failure)).toString());
    }

    /** An object that was put into a bucket; {@code nanos} as in {@link #run}. */
    public static RecordingEvent upload(String recordingId, String object, long size, long nanos) {
        return new RecordingEvent(
                recordingId,
                "object.uploaded",
                timed("the MP4 passed its audit", nanos)
                        .put("object_name", object)
                        .put("size", size)
                        .toString());
    }

    private static ObjectNode timed(String cause, long nanos) {
        return cause(cause)
                .put("seconds", Duration.ofNanos(System.nanoTime() - nanos).toMillis() / 1000.0);
    }

    private static ObjectNode cause(String cause) {
        return JsonNodeFactory.instance.objectNode().put("cause", cause);
    }

    /** @return null when the program did not get so far as to exit */
    private static Integer exit(Throwable failure) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (next instanceof ExecException exec) {
                return exec.getCause() != null && exec.getExitValue() == 0
                        ? null
                        : Integer.valueOf(exec.getExitValue());
            }
        }
        return failure == null ? Integer.valueOf(0) : null;
    }
}
