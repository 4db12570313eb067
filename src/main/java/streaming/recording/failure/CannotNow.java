package streaming.recording.failure;

/**
 * A step that cannot be done at the moment (a store is down, a disk is full): wait and do it again, nothing is lost.
 */
public class CannotNow extends RuntimeException {

    private final String code;

    public CannotNow(String message) {
        this(null, message, null);
    }

    public CannotNow(String message, Throwable cause) {
        this(null, message, cause);
    }

    /** @param code for programs, in kebab-case */
    public CannotNow(String code, String message) {
        this(code, message, null);
    }

    public CannotNow(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Null when its cause knows better. */
    public String code() {
        return code;
    }

    /** Whose fault it is; {@link Fault#MACHINE}, unless the type knows better. */
    public Fault fault() {
        return Fault.MACHINE;
    }
}
