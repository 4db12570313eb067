package streaming.recording.join;

import streaming.recording.failure.CannotNow;

/** A recording cannot be joined while its stream is live, for the reason given: it is joined at the end. */
public final class NotLive extends CannotNow {

    public NotLive(String reason) {
        super("not-live", reason);
    }
}
