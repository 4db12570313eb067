package streaming.recording.failure;

/** A step that no waiting will make possible, such as joining a recording of which no segment held media. */
public class CannotEver extends RuntimeException {

    private final String code;

    public CannotEver(String message) {
        this("cannot-ever", message);
    }

    /** @param code for programs, in kebab-case */
    public CannotEver(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
