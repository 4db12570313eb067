package streaming.recording.receiver;

import streaming.recording.failure.FailureCode;
import streaming.recording.failure.Reasons;

/**
 * What became of one attempt to tell a receiver.
 *
 * @param outcome sent, refused, kept or dropped; null when it is tried again
 * @param answer the receiver's HTTP status; null when there was none
 * @param reason why it was not sent, in words; null when it was
 * @param code of that failure; null when there was none
 */
public record Told(String outcome, Integer answer, String reason, String code) {

    public static Told sent(Integer answer) {
        return new Told("sent", answer, null, null);
    }

    public static Told dropped() {
        return new Told("dropped", null, "the recording is gone, or no longer what it was", null);
    }

    /** @param outcome null when it is tried again */
    public static Told failed(String outcome, Throwable failure) {
        Reasons reasons = new Reasons();
        return new Told(outcome, reasons.neighbourStatus(failure), reasons.of(failure), FailureCode.of(failure));
    }
}
