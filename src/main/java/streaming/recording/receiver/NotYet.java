package streaming.recording.receiver;

import streaming.recording.failure.CannotNow;

/** A hand-over that would do harm at the moment, such as to delete the segments of a stream that is live again. */
public final class NotYet extends CannotNow {

    public NotYet(String message) {
        super("not-yet", message);
    }
}
