package streaming.recording.join;

import java.util.Set;
import streaming.recording.failure.CannotNow;
import streaming.recording.failure.Fault;

/** The MP4 is not what was joined: another rung of the {@link Ladder} may do better. */
public final class AuditFailed extends CannotNow {

    private static final long serialVersionUID = 1L;

    /** Of the plan, that differ. */
    private final transient Set<Integer> tracks;
    /** What the MP4 holds all the same; null when nobody can play it. */
    private final transient Audit.Figures figures;

    AuditFailed(String message, Set<Integer> tracks, Audit.Figures figures) {
        super("audit-failed", "audit: " + message);
        this.tracks = tracks;
        this.figures = figures;
    }

    AuditFailed(String message) {
        this(message, Set.of(), null);
    }

    AuditFailed(String message, Throwable cause) {
        super("audit-failed", "audit: " + message, cause);
        tracks = Set.of();
        figures = null;
    }

    /** @return the one among the causes of a failure, or null */
    static AuditFailed in(Throwable failure) {
        Throwable next = failure;
        while (next != null && !(next instanceof AuditFailed)) {
            next = next.getCause();
        }
        return (AuditFailed) next;
    }

    Set<Integer> tracks() {
        return tracks;
    }

    Audit.Figures figures() {
        return figures;
    }

    @Override
    public Fault fault() {
        return Fault.RECORDING;
    }
}
