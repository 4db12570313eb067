package streaming.recording;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The recordings that this process is finalizing at the moment: only their leases are renewed. */
public final class FinalizingRecordings {

    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    public void begin(String recordingId) {
        ids.add(recordingId);
    }

    public void end(String recordingId) {
        ids.remove(recordingId);
    }

    /** As PostgreSQL writes an array: {@code {id,id}}. */
    public String ids() {
        return "{" + String.join(",", ids) + "}";
    }
}
