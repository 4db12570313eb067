package streaming.recording.segment;

import java.io.IOException;
import streaming.recording.failure.CannotNow;

/**
 * A segment came and cannot be written here, as the disk is full or the work folder is not ours: the segment is not to
 * fault.
 */
public final class CannotSave extends CannotNow {

    public CannotSave(IOException cause) {
        super(cause.toString(), cause);
    }
}
