package streaming.recording.failure;

/** Input that is refused at the door; the message is for the sender and goes into {@code {"error": "…"}}. */
public final class Rejected extends RuntimeException {

    private final int status;

    /** @param status the HTTP status, 4xx */
    public Rejected(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** For routes: there is no such thing here. */
    public static void notFound() {
        throw new Rejected(404, "Not found");
    }

    public int status() {
        return status;
    }
}
