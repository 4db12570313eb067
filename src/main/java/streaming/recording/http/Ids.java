package streaming.recording.http;

import java.util.UUID;
import streaming.recording.failure.Rejected;

/** Reads ids that come from outside. */
public final class Ids {

    private Ids() {}

    /**
     * @param name of the field or parameter, for the sender
     * @return the id in lower case
     * @throws Rejected with status 400 when it is no UUID in its full form
     */
    public static String uuid(String id, String name) {
        try {
            String read = UUID.fromString(id).toString();
            if (read.equalsIgnoreCase(id)) {
                return read;
            }
        } catch (IllegalArgumentException e) {
            // answered below, together with the short forms that UUID.fromString lets pass
        }
        throw new Rejected(400, "Invalid " + name + ": UUID expected");
    }
}
