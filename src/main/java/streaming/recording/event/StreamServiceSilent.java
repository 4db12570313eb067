package streaming.recording.event;

import streaming.recording.failure.CannotNow;

/** The Stream Service gave an answer from which nothing follows. */
public class StreamServiceSilent extends CannotNow {

    public StreamServiceSilent(String message) {
        super("stream-service-silent", message);
    }
}
