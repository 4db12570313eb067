package streaming.recording.receiver;

import streaming.recording.failure.CannotEver;

/** A hand-over after which the receiver deletes the segments of a recording in doubt: it is over, and was not sent. */
public final class InDoubt extends CannotEver {

    public InDoubt(String message) {
        super("in-doubt", message);
    }
}
