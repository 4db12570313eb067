package streaming.recording.failure;

/**
 * A step that cannot be done at the moment (a store is down, a disk is full): wait and do it again, nothing is lost.
 */
public class CannotNow extends RuntimeException {

    public CannotNow(String message) {
        super(message);
    }

    public CannotNow(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whose fault it is; {@link Fault#MACHINE}, unless the type knows better. */
    public Fault fault() {
        return Fault.MACHINE;
    }
}
