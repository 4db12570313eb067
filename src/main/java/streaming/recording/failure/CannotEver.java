package streaming.recording.failure;

/** A step that no waiting will make possible, such as joining a recording of which no segment held media. */
public class CannotEver extends RuntimeException {

    public CannotEver(String message) {
        super(message);
    }
}
