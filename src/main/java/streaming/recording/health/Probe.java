package streaming.recording.health;

/** Something that the service needs and looks after. */
public interface Probe {

    /** Why work waits for it, for {@code GET /health}; null when it does not. */
    String reason();
}
