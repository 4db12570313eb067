package streaming.recording.failure;

/** Input that is refused at the door; the message is for the sender and goes into {@code {"error": "…"}}. */
public final class Rejected extends RuntimeException {

    private final int status;

    /** @param status the HTTP status, 4xx */
    public Rejected(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
