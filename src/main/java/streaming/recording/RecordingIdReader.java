package streaming.recording;

import java.util.UUID;

/** Reads the id in a path. */
public final class RecordingIdReader {

    /** @throws Refused with status 400 when it is no UUID in its full form */
    public String read(String id) {
        try {
            String read = UUID.fromString(id).toString();
            if (read.equalsIgnoreCase(id)) {
                return read;
            }
        } catch (IllegalArgumentException e) {
            // answered below, together with the short forms that UUID.fromString lets pass
        }
        throw new Refused(400, "Invalid recording id: UUID expected");
    }
}
