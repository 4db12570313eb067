package streaming.recording.media;

import streaming.recording.CannotNow;

/** The MP4 is not what was joined. Joining again may help, as when a disk was full; when it never does, the recording fails. */
public final class AuditFailed extends CannotNow {

    AuditFailed(String message) {
        super("audit: " + message);
    }

    AuditFailed(String message, Throwable cause) {
        super("audit: " + message, cause);
    }
}
